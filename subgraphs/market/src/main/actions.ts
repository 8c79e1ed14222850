import { actions } from './commands/actions.ts';
import { runCommand } from './run-command.ts';

await runCommand(actions);
