import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { buildSchema } from 'graphql';
import { printDocuments } from './print-documents.ts';

/** Writes src/graphql/generated from the documents and the served schema. An argument names another schema file. */
const from = (path: string) => new URL(path, import.meta.url);
const folder = from('../src/graphql/documents/');
const target = from('../src/graphql/generated/');

const schema = buildSchema(readFileSync(process.argv[2] ?? from('../../schema/api.graphql'), 'utf8'));
const sources = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => ({ name: basename(file, '.graphql'), text: readFileSync(new URL(file, folder), 'utf8') }));

mkdirSync(target, { recursive: true });
for (const [file, text] of Object.entries(printDocuments(schema, sources))) writeFileSync(new URL(file, target), text);
