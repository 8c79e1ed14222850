import { symbols } from './commands/symbols.ts';
import { runCommand } from './run-command.ts';

await runCommand(symbols);
