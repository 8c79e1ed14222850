import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { compiledOrNull } from '../../execution/not-compiled.ts';
import { SelectedFields } from './selected-fields.ts';
import { fieldWriter } from './value-writers.ts';

/** The JSON of `data` for one event's payload; null where the payload is not what the schema promises: the executor tells what is wrong. */
export type Projection = (payload: object) => string | null;

/**
 * Compiles an operation that needs nothing but the event itself into a function that writes its JSON; the executor would resolve and
 * shape every field of every event anew. Null for what it does not know: conditions, arguments, abstract types.
 */
export function compileProjection(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Projection | null {
  const root = schema.getSubscriptionType();
  if (!root) return null;
  const selected = new SelectedFields(schema, document);
  return compiledOrNull(() => {
    const [first] = selected.of(root, [operation.selectionSet]);
    if (!first) return null;
    const [key, nodes] = first;
    const write = fieldWriter(root, { nodes, selected, by: 'NAME' });
    const head = `{${JSON.stringify(key)}:`;
    return (payload) => {
      const text = write(payload);
      return text === null ? null : `${head}${text}}`;
    };
  });
}
