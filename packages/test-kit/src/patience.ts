import { vi } from 'vitest';

/** No limit of what is tested: what is true within milliseconds takes seconds on a machine that is short of cores. A second is the runner's own default. */
const PATIENCE_MS = 30_000;

const { waitFor, waitUntil } = vi;
const patiently = (options: Parameters<typeof waitFor>[1] = {}) =>
  typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options };

vi.waitFor = (callback, options) => waitFor(callback, patiently(options));
vi.waitUntil = (callback, options) => waitUntil(callback, patiently(options));
