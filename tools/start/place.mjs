import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository: every tool works there, wherever it was called from. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The environment in which installed programs come first, the pinned Node among them. */
export function localEnvironment() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${separator}${process.env['PATH'] ?? ''}` };
}

/** @param {number} started */
export function seconds(started) {
  return `${((Date.now() - started) / 1_000).toFixed(1)} s`;
}
