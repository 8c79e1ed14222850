import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const schemaFolder = join(root, 'schema');

/** Written by hand: nobody builds them out of code. */
export const handwritten = ['platform', 'events'];
/** Built out of type-graphql classes; the port is where each answers in the distributed form. */
export const built = { market: 4001, 'news-sentiment': 4002, alerts: 4003, accounts: 4004 };
export const subgraphs = [...Object.keys(built), ...handwritten];

export function addressOf(name) {
  return name in built ? `http://127.0.0.1:${built[name]}/graphql` : `local://${name}`;
}

export function read(name) {
  return readFileSync(join(schemaFolder, name), 'utf8');
}

/** A gateway that watches the file must never see half of it. */
export function write(name, text) {
  const path = join(schemaFolder, name);
  writeFileSync(`${path}.next`, text);
  renameSync(`${path}.next`, path);
}
