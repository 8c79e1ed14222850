import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../tools/processes/free-ports.mjs';
import { nodeFlags } from '../../../tools/start/node-flags.mjs';
import { ShippedProcess } from './shipped-process.ts';

/** What `npm start` runs, on a folder of its own. */
export interface OneProcess {
  readonly process: ShippedProcess;
  /** Another one after each start. */
  databaseUrl(): string;
}

export async function oneProcess(folder: string, feeds: Readonly<Record<string, string>>): Promise<OneProcess> {
  const port = await freePort();
  const dataDir = join(folder, 'data');
  const listed = {
    name: 'one-process',
    command: [process.execPath, ...nodeFlags, 'packages/local-stack/dist/main.js'],
    environment: { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'info', ...feeds },
    health: `http://127.0.0.1:${port}/readyz`,
  };
  const file = join(dataDir, 'database-url');
  return {
    process: new ShippedProcess(listed, join(folder, 'logs')),
    databaseUrl: () => (existsSync(file) ? readFileSync(file, 'utf8').trim() : ''),
  };
}
