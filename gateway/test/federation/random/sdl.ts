import type { Entity, Model, ModelField, PlacedField, Presence } from './model.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject"])`;

const PLAIN = 'type Point @shareable { x: Int y: String } enum Tone { HIGH LOW }';

export function sdlOf(model: Model, subgraph: string): string {
  const here = model.entities.flatMap((entity) => {
    const place = entity.presences.find((each) => each.subgraph === subgraph);
    return place ? [{ entity, place }] : [];
  });
  const things = here.filter(({ entity }) => entity.isThing);
  const object = model.thingObjects.find((place) => place.subgraph === subgraph);
  const roots = model.roots.get(subgraph) ?? [];
  return [
    LINK,
    PLAIN,
    roots.length > 0 ? `type Query { ${roots.map(fieldText).join(' ')} }` : '',
    ...here.map(({ entity, place }) => entityText(entity, place)),
    here.length > 1 ? `union Any = ${here.map(({ entity }) => entity.name).join(' | ')}` : '',
    things.length > 0 ? `interface Thing${model.thingKey === subgraph ? ' @key(fields: "id")' : ''} { id: ID! title: String }` : '',
    object ? `type Thing @key(fields: "id") @interfaceObject { id: ID! ${fieldsText(object)} }` : '',
  ].join('\n');
}

/** A thing is told by its id wherever it is one. */
function entityText({ name, isThing }: Entity, place: Presence): string {
  const keys = isThing && !place.keys.includes('id') ? [...place.keys, 'id'] : place.keys;
  const directives = keys.map((key) => `@key(fields: "${key}"${place.isResolvable ? '' : ', resolvable: false'})`).join(' ');
  const own = [...new Set(keys.flatMap((key) => key.split(' ')))].map((key) => `${key}: ID!`);
  const title = isThing ? ['title: String @shareable'] : [];
  return `type ${name}${isThing ? ' implements Thing' : ''} ${directives} { ${[...own, ...title].join(' ')} ${fieldsText(place)} }`;
}

function fieldsText({ fields, externals }: Presence): string {
  const others = Array.from(externals.values(), (field) => `${headOf(field)} @external`);
  return [...fields.map(fieldText), ...others].join(' ');
}

function fieldText({ field, directives }: PlacedField): string {
  return `${headOf(field)}${directives}`;
}

function headOf({ name, type, hasArgument }: ModelField): string {
  return `${name}${hasArgument ? '(n: Int = 1)' : ''}: ${type}`;
}
