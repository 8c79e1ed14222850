import { exportPrices } from './commands/export.ts';
import { runCommand } from './run-command.ts';

await runCommand(exportPrices);
