import { defineConfig } from 'rolldown';

/**
 * Of what the gateway's process loads (docs/adr/0041, 0050). Names and lines are kept: stacks in logs are read there. Without comments and with
 * ASCII alone V8 keeps half the bytes of the text. Chunks have names that stay, so that what was compiled of one that has not changed is found again.
 */
export default defineConfig({
  input: 'dist/main/served-process.js',
  platform: 'node',
  logLevel: 'warn',
  output: {
    dir: 'dist/bundled',
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    comments: false,
    charset: 'ascii',
  },
});
