import { backfill } from './commands/backfill.ts';
import { runCommand } from './run-command.ts';

await runCommand(backfill);
