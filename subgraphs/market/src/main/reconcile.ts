import { reconcile } from './commands/reconcile.ts';
import { runCommand } from './run-command.ts';

await runCommand(reconcile);
