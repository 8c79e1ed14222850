import { Kind, parse, visit } from 'graphql';

/**
 * What composes and is planned wrongly all the same. Fields are named as `subgraph: Type.field`.
 * - `@requires` of a field with arguments: the planner forgets them beside another use of the field, and the data is silently wrong.
 * - `@requires` in a circle of subgraphs: without our mends of the planner (ADR 51) one of them is asked for what is external to it, and chains
 *   of four steps are wrong with them, too.
 * - `@interfaceObject`: without them types of entities are forgotten, and some operations are planned without end.
 */
export function lintSubgraphs(sdlByName) {
  const required = Object.entries(sdlByName).flatMap(([subgraph, sdl]) => requiredFields(subgraph, parse(sdl)));
  return [
    ...required.filter(({ hasArguments }) => hasArguments).map(({ place, needs }) => `${place} requires ${needs} with arguments`),
    ...required.filter((field) => isInCircle(field, required)).map(({ place }) => `${place} requires what requires itself again`),
    ...Object.entries(sdlByName).flatMap(([subgraph, sdl]) => interfaceObjects(subgraph, parse(sdl))),
  ];
}

function requiredFields(subgraph, document) {
  const fields = [];
  let type = '';
  visit(document, {
    enter: (node) => {
      if (node.kind.startsWith('ObjectType')) type = node.name.value;
    },
    FieldDefinition: (node) => {
      const directive = node.directives.find(({ name }) => /^(federation__)?requires$/.test(name.value));
      const set = directive?.arguments[0]?.value.value;
      if (!set) return;
      const selected = selectedFields(set);
      fields.push({
        subgraph,
        field: `${type}.${node.name.value}`,
        place: `${subgraph}: ${type}.${node.name.value}`,
        needs: selected.map(({ name }) => name.value).join(', '),
        hasArguments: selected.some((each) => each.arguments.length > 0),
        sources: topFields(set).map(({ name }) => `${type}.${name.value}`),
      });
    },
  });
  return fields;
}

/** Whether a way of requirements that leaves the subgraph comes back to it. */
function isInCircle(start, required) {
  const seen = new Set();
  const below = (field) => required.filter((other) => field.sources.includes(other.field));
  const open = below(start).filter(({ subgraph }) => subgraph !== start.subgraph);
  for (const field of open) {
    if (field.subgraph === start.subgraph) return true;
    if (seen.has(field.place)) continue;
    seen.add(field.place);
    open.push(...below(field));
  }
  return false;
}

function interfaceObjects(subgraph, document) {
  return document.definitions
    .filter(({ directives = [] }) => directives.some(({ name }) => /^(federation__)?interfaceObject$/.test(name.value)))
    .map(({ name }) => `${subgraph}: ${name.value} is an @interfaceObject`);
}

function topFields(set) {
  return parse(`{ ${set} }`).definitions[0].selectionSet.selections.filter(({ kind }) => kind === Kind.FIELD);
}

function selectedFields(set) {
  const fields = [];
  visit(parse(`{ ${set} }`), { Field: (node) => void fields.push(node) });
  return fields;
}
