import { type DocumentNode, type FieldNode, Kind, parse, print, visit } from 'graphql';
import type { DataSource, DataSourceRequest } from '../../src/queries/data-source.ts';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Sources whose every object tells its type, whether it was asked or not. The stock executor forgets what an object without it is in
 * fragments on interfaces, and leaves out members of it.
 */
export function telling(sources: Readonly<Record<string, DataSource>>): Record<string, DataSource> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, tellingSource(source)]));
}

function tellingSource(source: DataSource): DataSource {
  return {
    process: (asked) => {
      const query = print(withTypenames(parse(asked.request.query ?? '')));
      return source.process({ ...asked, request: { ...asked.request, query } } as DataSourceRequest);
    },
  };
}

function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (node, _key, parent) =>
      parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION
        ? undefined
        : { ...node, selections: [...node.selections, typename] },
  });
}
