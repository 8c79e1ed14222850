import { statSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * `npm run build` makes one bundle of the gateway and of all that it imports: a thousand files less to find, read and compile before
 * the first answer. One that is older than what was compiled since is no longer this gateway: then its modules are loaded one by one.
 * It is CommonJS, because an `import` of node's http module looks at all that it exports, and loads node's own fetch by that.
 */
const bundle = fileURLToPath(new URL('../bundled/served-process.cjs', import.meta.url));
const isCurrent = changedAt(bundle) > changedAt(fileURLToPath(new URL('../.tsbuildinfo', import.meta.url)));

// What V8 has compiled, kept since the build (ADR 50). Where nobody may write, it is read all the same.
if (isCurrent) enableCompileCache(fileURLToPath(new URL('../compiled', import.meta.url)));
const { serve }: typeof import('./served-process.ts') = isCurrent
  ? createRequire(import.meta.url)(bundle)
  : await import('./served-process.ts');
await serve();

/** 0 where there is none: nothing is compiled where the sources themselves run. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
