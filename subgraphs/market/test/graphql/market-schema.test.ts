import { readFileSync } from 'node:fs';
import { type DefinitionNode, type FieldDefinitionNode, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { buildMarketSchema } from '../../src/main/market.ts';

const committed = readFileSync(new URL('../../../../schema/market.graphql', import.meta.url), 'utf8');

it('serves what the committed schema says, and nothing else', async () => {
  const { sdl } = await buildMarketSchema();
  expect(meaningOf(sdl)).toEqual(meaningOf(committed));
});

/** Every type, field and value with all that is said of it, in whatever order it is printed. */
function meaningOf(sdl: string): Record<string, string> {
  const named = parse(sdl).definitions.filter((definition) => 'name' in definition);
  return Object.fromEntries(named.flatMap((definition) => [[nameOf(definition), headOf(definition)], ...partsOf(definition)]).sort());
}

function nameOf(definition: DefinitionNode): string {
  return 'name' in definition && definition.name ? definition.name.value : '';
}

function headOf(definition: DefinitionNode): string {
  const description = 'description' in definition ? definition.description?.value : '';
  const interfaces = 'interfaces' in definition ? (definition.interfaces ?? []).map((node) => print(node)) : [];
  const directives = 'directives' in definition ? (definition.directives ?? []).map((node) => print(node)) : [];
  return [definition.kind, description, ...interfaces, ...directives.sort()].join(' ');
}

function partsOf(definition: DefinitionNode): string[][] {
  const parts = 'fields' in definition ? definition.fields : 'values' in definition ? definition.values : [];
  return (parts ?? []).map((part) => [`${nameOf(definition)}.${part.name.value}`, partText(part as FieldDefinitionNode)]);
}

function partText({ description, type, arguments: given = [], directives = [] }: FieldDefinitionNode): string {
  return [description?.value, type ? print(type) : '', ...given.map(print).sort(), ...directives.map(print).sort()].join(' ');
}
