import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { examples } from '../src/playground/examples.ts';
import { printDocuments, type Source } from '../tools/print-documents.ts';

const from = (path: string) => new URL(path, import.meta.url);
const schema = buildSchema(readFileSync(from('../../schema/api.graphql'), 'utf8'));
const folder = from('../src/graphql/documents/');
const sources: Source[] = readdirSync(folder).map((file) => ({
  name: basename(file, '.graphql'),
  text: readFileSync(new URL(file, folder), 'utf8'),
}));

describe('documents', () => {
  it('are valid against the served schema, and the committed types and syntax trees are theirs', () => {
    const printed = printDocuments(schema, sources);
    const committed = Object.fromEntries(
      readdirSync(from('../src/graphql/generated/')).map((file) => [file, readFileSync(from(`../src/graphql/generated/${file}`), 'utf8')]),
    );
    expect(committed).toEqual(printed);
  });

  it('are refused when they ask for what the schema does not have', () => {
    const wrong = { name: 'wrong', text: 'query Wrong { instruments(first: 1) { nodes { symbol moon } } }' };
    expect(() => printDocuments(schema, [wrong])).toThrow('Cannot query field "moon" on type "Instrument".');
  });

  it('type nullability, lists and enums as the schema states them', () => {
    const asked = { name: 'asked', text: 'query Asked($symbol: String!) { instrument(symbol: $symbol) { symbol region quote { bid } } }' };
    const text = printDocuments(schema, [asked])['asked.ts'] ?? '';
    expect(text).toContain(
      'instrument: {\n    symbol: string;\n    region: Region;\n    quote: {\n      bid: string | null;\n    } | null;\n  } | null;',
    );
    expect(text).toContain('export type AskedQueryVariables = { symbol: string };');
  });

  it.each(examples.map((example, place) => [place + 1, example.query]))('of the playground are valid: tab %i', (_place, query) => {
    expect(() => printDocuments(schema, [{ name: 'example', text: query }])).not.toThrow();
  });
});
