import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { Kind, parse } from 'graphql';
import { fetchedFields } from './fetched-fields.ts';
import { fetchesOf, type PlanFetch } from './plan-fetches.ts';

interface PlacedFetch {
  readonly node: FetchNode;
  readonly path: string;
  readonly names: () => ReadonlySet<string>;
}

/**
 * Which fetches answer what others write into: those below which, or at whose own place, another one adds members to the same objects.
 * Only these must be copied where answers belong to someone else.
 */
export function writtenAnswers(plan: PlanNode): (node: FetchNode) => boolean {
  const fetches = fetchesOf(plan, []).map(placed);
  const written = new Set(
    fetches.filter((one) => fetches.some((other) => one !== other && writesInto(other, one))).map(({ node }) => node),
  );
  return (node) => written.has(node);
}

function writesInto(writer: PlacedFetch, answered: PlacedFetch): boolean {
  if (writer.path === answered.path) return [...writer.names()].some((name) => answered.names().has(name));
  return writer.path.startsWith(answered.path) || answered.path.startsWith(writer.path);
}

/** Each part of the path ends with a mark, so that `news` does not begin `newsletter`. */
function placed({ node, path }: PlanFetch): PlacedFetch {
  let names: ReadonlySet<string> | undefined;
  return {
    node,
    path: path.map((part) => `${part}/`).join(''),
    names: () => {
      names ??= new Set(objectNames(node));
      return names;
    },
  };
}

/** Members that are objects or lists of them, of the root or of the entities that are asked for. */
function objectNames({ operation, requires }: FetchNode): string[] {
  const [definition] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  const fields = fetchedFields(definition.selectionSet);
  const asked = requires ? fields.flatMap(({ selectionSet }) => fetchedFields(selectionSet)) : fields;
  return asked.filter(({ selectionSet }) => selectionSet).map(({ alias, name }) => (alias ?? name).value);
}
