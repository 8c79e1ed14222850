import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    foldersHome: string;
  }
}

/** A folder that goes with the whole run, whatever became of its test. */
export function temporaryFolder(name: string): string {
  return mkdtempSync(join(inject('foldersHome'), `${name}-`));
}
