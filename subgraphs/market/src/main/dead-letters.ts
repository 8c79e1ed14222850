import { deadLetters } from './commands/dead-letters.ts';
import { runCommand } from './run-command.ts';

await runCommand(deadLetters);
