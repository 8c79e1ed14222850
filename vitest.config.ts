import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two copies of graphql would each refuse the other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  // Tests lie outside of the packages' tsconfig files, from which decorators would be known.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  ssr: { resolve: { conditions: ['@marketgraph/source', 'node'] } },
  test: {
    include: ['**/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/test-kit/src/global-setup.ts'],
    setupFiles: ['packages/test-kit/src/patience.ts'],
    // Most suites wait for a database or a socket rather than for a core.
    maxWorkers: 4,
    // Limits of patience, not of what is tested: the machine may be short of cores.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { APOLLO_TELEMETRY_DISABLED: 'true', NODE_ENV: 'test' },
  },
});
