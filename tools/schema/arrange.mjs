import { Kind, parse, print, visit } from 'graphql';

/**
 * Puts definitions, fields, arguments and enum values into the order of the promise (what it does not name
 * follows by name), so that the same schema is always the same text, however a library happened to print it.
 */
export function arrange(sdl, promise) {
  const rank = ranksOf(parse(promise));
  const inOrder = (owner) => (a, b) => {
    const [first, second] = [a, b].map((node) => rank.get(`${owner}${nameOf(node)}`) ?? Number.POSITIVE_INFINITY);
    return first === second ? compareNames(nameOf(a), nameOf(b)) : first - second;
  };
  const sorted = (nodes, owner) => nodes && [...nodes].sort(inOrder(owner));
  const arrangeType = (node) => {
    const name = nameOf(node);
    const fields = sorted(node.fields, `${name}.`)?.map((field) => arrangeArguments(field, name, sorted));
    return { ...node, ...(fields && { fields }), ...(node.values && { values: sorted(node.values, `${name}.`) }) };
  };
  const document = visit(parse(sdl), { enter: (node) => (node.kind.endsWith('TypeDefinition') ? arrangeType(node) : undefined) });
  return `${print({ ...document, definitions: sorted(document.definitions, '') })}\n`;
}

function arrangeArguments(field, owner, sorted) {
  return field.kind === Kind.FIELD_DEFINITION ? { ...field, arguments: sorted(field.arguments, `${owner}.${field.name.value}.`) } : field;
}

function ranksOf(document) {
  const rank = new Map();
  const note = (coordinate) => rank.has(coordinate) || rank.set(coordinate, rank.size);
  for (const definition of document.definitions) {
    const type = nameOf(definition);
    note(type);
    for (const member of [...(definition.fields ?? []), ...(definition.values ?? [])]) {
      note(`${type}.${nameOf(member)}`);
      for (const argument of member.arguments ?? []) note(`${type}.${nameOf(member)}.${nameOf(argument)}`);
    }
  }
  return rank;
}

/** `schema` and `extend schema` have no name and come first. */
function nameOf(node) {
  return node.name?.value ?? '';
}

function compareNames(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
