import { type FragmentDefinitionNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, validate, visit } from 'graphql';
import { Shapes } from './shapes.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;
const header = '// Generated from ../documents by `npm run documents -w web`. Do not edit.\n';

/** One TypeScript file per document file, and one with the enums and inputs they use. */
export function printDocuments(schema: GraphQLSchema, sources: readonly Source[]): Record<string, string> {
  const fragments = collect(sources);
  const errors = validate(schema, parse(sources.map((source) => source.text).join('\n')));
  if (errors.length > 0) throw new Error(errors.map((error) => error.message).join('\n'));
  const shapes = new Shapes(schema, fragments);
  const files: Record<string, string> = {};
  for (const source of sources) files[`${source.name}.ts`] = printFile(source, shapes, fragments);
  files['schema-types.ts'] = header + shapes.printNamed();
  return files;
}

function collect(sources: readonly Source[]): Fragments {
  const definitions = sources.flatMap((source) => parse(source.text).definitions);
  return new Map(definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]));
}

function printFile(source: Source, shapes: Shapes, fragments: Fragments): string {
  const parts = parse(source.text).definitions.map((node) => {
    if (node.kind === Kind.FRAGMENT_DEFINITION) return shapes.printFragment(node);
    return node.kind === Kind.OPERATION_DEFINITION ? printOperation(node, shapes, fragments) : '';
  });
  const body = parts.join('\n');
  const named = shapes.namesIn(body);
  const imports = [
    body.includes('TypedDocumentNode') ? "import type { TypedDocumentNode } from '@apollo/client';\n" : '',
    named.length > 0 ? `import type { ${named.join(', ')} } from './schema-types.ts';\n` : '',
  ];
  return `${header}${imports.join('')}\n${body}`;
}

function printOperation(node: OperationDefinitionNode, shapes: Shapes, fragments: Fragments): string {
  const name = node.name?.value ?? '';
  const kind = node.operation[0]?.toUpperCase() + node.operation.slice(1);
  const used = reachable(node, fragments, new Map());
  const document = { kind: Kind.DOCUMENT, definitions: [node, ...used.values()] };
  return [
    `export type ${name}${kind} = ${shapes.ofOperation(node)};`,
    `export type ${name}${kind}Variables = ${shapes.ofVariables(node)};`,
    `export const ${name}Document = ${JSON.stringify(withoutPlaces(document))} as unknown as TypedDocumentNode<${name}${kind}, ${name}${kind}Variables>;`,
    '',
  ].join('\n');
}

function reachable(
  node: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: Fragments,
  found: Map<string, FragmentDefinitionNode>,
) {
  visit(node, {
    FragmentSpread(spread) {
      const fragment = fragments.get(spread.name.value);
      if (!fragment || found.has(spread.name.value)) return;
      found.set(spread.name.value, fragment);
      reachable(fragment, fragments, found);
    },
  });
  return found;
}

function withoutPlaces(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value) => (key === 'loc' || (Array.isArray(value) && value.length === 0) ? undefined : value)),
  );
}
