import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository: every tool works there, wherever it was called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {number} started */
export function seconds(started) {
  return `${((Date.now() - started) / 1_000).toFixed(1)} s`;
}
