import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { schemaFolder } from './places.mjs';

/** What is wrong with schema/examples/*.graphql, each named by its file. */
export function checkExamples(api) {
  const schema = buildSchema(api);
  const folder = join(schemaFolder, 'examples');
  const files = readdirSync(folder).filter((name) => name.endsWith('.graphql'));
  const faults = files.flatMap((file) =>
    validate(schema, parse(readFileSync(join(folder, file), 'utf8'))).map((error) => `schema/examples/${file}: ${error.message}`),
  );
  return { count: files.length, faults };
}
