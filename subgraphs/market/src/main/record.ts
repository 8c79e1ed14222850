import { record } from './commands/record.ts';
import { runCommand } from './run-command.ts';

await runCommand(record);
