import { delimiter, dirname, join } from 'node:path';
import { packagedNode } from './pinned-node.mjs';
import { root } from './place.mjs';

/** The environment in which the packaged Node comes first, then the installed programs. */
export function localEnvironment() {
  const node = packagedNode();
  const path = [...(node ? [dirname(node)] : []), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''];
  return { ...process.env, PATH: path.join(delimiter) };
}
