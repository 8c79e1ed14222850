import { calendars } from './commands/calendars.ts';
import { runCommand } from './run-command.ts';

await runCommand(calendars);
