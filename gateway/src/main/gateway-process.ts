import { statSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * `npm run build` makes one bundle of the gateway and of all that it imports: a thousand files less to find, read and compile before
 * the first answer. One that is older than what was compiled since is no longer this gateway: then its modules are loaded one by one.
 */
const bundle = new URL('../bundled/served-process.js', import.meta.url);
const isCurrent = changedAt(bundle) > changedAt(new URL('../.tsbuildinfo', import.meta.url));

// Beside the bundle, and gone with it. Where nobody may write, each start compiles for itself.
if (isCurrent) enableCompileCache(fileURLToPath(new URL('.compiled', bundle)));
await (isCurrent ? import(bundle.href) : import('./served-process.ts'));

/** 0 where there is none: nothing is compiled where the sources themselves run. */
function changedAt(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
