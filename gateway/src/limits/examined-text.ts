import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, type OperationDefinitionNode, parse, visit } from 'graphql';
import { conditionalRootFault } from './conditional-root.ts';
import { documentSize } from './document-size.ts';
import { limits } from './limits.ts';
import { type OperationCost, operationCost } from './operation-cost.ts';

/** What is known of a text, whoever sends it. Nothing of its document is kept: a hundred times the memory of the text. */
export interface ExaminedText {
  readonly fault: GraphQLError | null;
  readonly introspects: boolean;
  /** Fragments counted wherever they are spread: planning takes them apart there. */
  readonly fields: number;
  /** By the operations' names; one alone needs none. */
  readonly prices: ReadonlyMap<string, Price>;
}

export interface Price {
  readonly points: OperationCost;
  /** Of a subscription: what it asks for each time. */
  readonly isPerEvent: boolean;
}

const NOTHING: ExaminedText = { fault: null, introspects: false, fields: 0, prices: new Map() };

/** What is no document is nothing here: whoever parses it next says so. */
export function examineText(schema: GraphQLSchema, text: string): ExaminedText {
  const document = parsed(text);
  if (!document) return NOTHING;
  const fields = documentSize(document);
  const fault = typeof fields === 'number' ? conditionalRootFault(document) : fields;
  if (fault || typeof fields !== 'number') return { ...NOTHING, fault: fault && detached(fault) };
  return { fault: null, introspects: introspects(document), fields, prices: pricesOf(schema, document) };
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: limits.tokens });
  } catch {
    // A syntax error, too many tokens, or brackets that use up the stack before they use up the tokens.
    return null;
  }
}

function pricesOf(schema: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, Price> {
  const operations = document.definitions.filter((node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION);
  const prices = new Map(operations.map((operation) => [operation.name?.value ?? '', priceOf(schema, document, operation)]));
  const [only] = prices.values();
  return only && operations.length === 1 ? prices.set('', only) : prices;
}

function priceOf(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Price {
  return { points: operationCost(schema, document, operation), isPerEvent: operation.operation === 'subscription' };
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name }) => {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}

/** Nodes hold on to their neighbours: the place in the text is enough. */
function detached({ message, source, positions, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { source: source ?? null, positions: positions ?? null, extensions });
}
