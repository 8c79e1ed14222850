import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { arrange } from './arrange.mjs';
import { built, read, root } from './places.mjs';

/**
 * The SDL of each subgraph that is built out of code. `missing` names those whose code is not there:
 * their committed SDL stands until it is.
 */
export async function buildSubgraphs(promise) {
  const sdl = {};
  const missing = [];
  for (const name of Object.keys(built)) {
    const build = await builderOf(name);
    if (build) sdl[name] = arrange((await build()).sdl, promise);
    else missing.push(name);
  }
  return { sdl, missing };
}

export function committedSubgraph(name) {
  return read(`${name}.graphql`);
}

async function builderOf(name) {
  const path = join(root, 'subgraphs', name, 'dist/main', `${name}.js`);
  if (!existsSync(path)) return undefined;
  const module = await import(pathToFileURL(path).href);
  const pascal = name.replace(/(^|-)([a-z])/g, (_, __, letter) => letter.toUpperCase());
  return module[`build${pascal}Schema`];
}
