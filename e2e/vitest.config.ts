import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Scenarios against the built system: one file after the other, since each starts a whole stack. */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  ssr: { resolve: { conditions: ['@marketgraph/source', 'node'] } },
  test: {
    include: ['e2e/**/*.e2e.ts'],
    exclude: process.env['RECORDINGS_DIR'] ? [] : ['e2e/replay/**'],
    globalSetup: [fileURLToPath(new URL('../packages/test-kit/src/global-setup.ts', import.meta.url))],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
