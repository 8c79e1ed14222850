import { isDecimal, parseDuration } from '@marketgraph/vocabulary';
import { GraphQLError, type GraphQLSchema, isScalarType, Kind } from 'graphql';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const isText = () => true;

const accepted: Readonly<Record<string, (text: string) => boolean>> = {
  // Whether a cursor, an address or a mail address is one is for its reader to say; that it is text is not.
  Cursor: isText,
  EmailAddress: isText,
  URL: isText,
  DateTime: (text) => INSTANT.test(text) && !Number.isNaN(Date.parse(text)),
  Decimal: isDecimal,
  Duration: (text) => parseDuration(text) !== null,
};

/**
 * The composed schema takes anything for a scalar of its own. Here its input is looked at as its subgraphs will, so that a mistake
 * is told with its place in the document, before anyone is asked. The text itself is passed on as it was given.
 */
export function checkScalarInput(schema: GraphQLSchema): void {
  for (const [name, accepts] of Object.entries(accepted)) {
    const scalar = schema.getType(name);
    if (!isScalarType(scalar)) continue;
    const check = (value: unknown) => {
      if (typeof value === 'string' && accepts(value)) return value;
      throw new GraphQLError(`${name} cannot represent ${shown(value)}.`, { extensions: { code: 'BAD_USER_INPUT' } });
    };
    scalar.parseValue = check;
    scalar.parseLiteral = (node) => check(node.kind === Kind.STRING ? node.value : undefined);
  }
}

/** A few words of it: what is sent may be long, or nested deeper than it can be printed. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? 'this literal';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
