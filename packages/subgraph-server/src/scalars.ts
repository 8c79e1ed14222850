import { EARLIEST_MS, isDecimal, LATEST_MS, parseDuration } from '@marketgraph/vocabulary';
import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { instantText } from './instant-text.ts';

/** Scalars of the public schema. Inside, instants are milliseconds and decimals are strings. */
interface TextScalar {
  name: string;
  description?: string;
  parse(text: string): unknown;
  serialize(value: unknown): unknown;
}

function textScalar({ name, description, parse, serialize }: TextScalar): GraphQLScalarType {
  const read = (value: unknown) => {
    const parsed = typeof value === 'string' ? parse(value) : undefined;
    if (parsed === undefined)
      throw new GraphQLError(`${name} cannot represent ${shown(value)}.`, { extensions: { code: 'BAD_USER_INPUT' } });
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : undefined),
  });
}

/** A few words of it: what is sent may be long, or nested deeper than it can be printed. */
function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value) ?? 'this literal';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function instantOf(text: string): number | undefined {
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return ms >= EARLIEST_MS && ms <= LATEST_MS && isCalendarDay(text.slice(0, 10)) ? ms : undefined;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isCalendarDay(day: string): boolean {
  return instantText(Date.parse(`${day}T00:00:00Z`)).startsWith(day);
}

export const DateTimeScalar = textScalar({
  name: 'DateTime',
  description: 'RFC 3339 instant in UTC with milliseconds, e.g. 2026-11-20T14:02:03.123Z.',
  parse: instantOf,
  serialize: (value) => (Number.isInteger(value) ? instantText(value as number) : new Date(value as number).toISOString()),
});

export const DecimalScalar = textScalar({
  name: 'Decimal',
  description: 'Exact decimal number as a string, e.g. "196.3800". Prices, sizes and volumes are never floats.',
  parse: (text) => (isDecimal(text) ? text : undefined),
  serialize: String,
});

/** Kept as its text: whoever needs milliseconds asks the vocabulary. */
export const DurationScalar = textScalar({
  name: 'Duration',
  description: 'ISO 8601 duration, e.g. PT15M, P90D.',
  parse: (text) => (parseDuration(text) === null ? undefined : text),
  serialize: String,
});

export const UrlScalar = textScalar({ name: 'URL', parse: (text) => (URL.canParse(text) ? text : undefined), serialize: String });

export const EmailAddressScalar = textScalar({
  name: 'EmailAddress',
  parse: (text) => (text.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? text.toLowerCase() : undefined),
  serialize: String,
});

export const CountScalar = new GraphQLScalarType({
  name: 'Count',
  description: "Whole number from 0 to 2^53 - 1, as a JSON number (GraphQL's Int ends at 2^31 - 1).",
  serialize: Number,
});
