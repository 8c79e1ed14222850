import { type Chance, pick, whole } from './choice.ts';
import { hostileLiteral, hostileText, hostileValue } from './values.ts';

/** What one would ask who means well. */
export interface WellAsked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

type Body = Record<string, unknown>;
type Chosen = (chance: Chance) => string;

const HASH = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38';

const persisted: readonly [unknown, ...unknown[]] = [
  null,
  5,
  'x',
  [],
  {},
  { version: 1 },
  { version: '1', sha256Hash: HASH },
  { version: 1, sha256Hash: 5 },
  { version: 1, sha256Hash: { length: 64 } },
  { version: 1, sha256Hash: '../etc' },
  { version: 1, sha256Hash: HASH },
  { version: 2, sha256Hash: HASH },
];

const wrecks: readonly [(text: string, chance: Chance) => string, ...((text: string, chance: Chance) => string)[]] = [
  (text, chance) => text.slice(0, whole(chance, 0, text.length)),
  (text, chance) =>
    insert(text, chance, pick(chance, ['{', '}', '(', ')', '"', '"""', '$', '@', '...', '!', '\0', '\ufeff', '\ud800', '#', '&'])),
  (text, chance) => text.replace(/("[^"]*"|\$\w+|\b\d+\b)/, () => hostileLiteral(chance)),
  (text, chance) =>
    text.replace(/\w+(?=\s*[({])/, () => pick(chance, ['__proto__', 'constructor', '_entities', '_service', '__schema', '__type'])),
  (text, chance) => text.replace('{', `{ ${'a: __typename '.repeat(whole(chance, 1, 2_000))}`),
  (text, chance) =>
    text.replace('{', `{ ...F `) +
    pick(chance, [' fragment F on Query { ...F }', ' fragment F on Nothing { x }', ' fragment F on Query { __typename }'.repeat(200)]),
  (text, chance) =>
    insert(text, chance, pick(chance, [' @skip(if: null) ', ' @include ', ' @defer ', ' @stream(initialCount: -1) ', ' @a'.repeat(500)])),
  (_, chance) => '{a'.repeat(whole(chance, 1, 20_000)),
  (_, chance) => `{ instrument(symbol: ${'['.repeat(whole(chance, 1, 20_000))}`,
  (text, chance) => `${text} ${text.replace('{', `query ${hostileText(chance)} {`)}`,
  (text) => text.replace(/\b(query|mutation|subscription)\b/, (word) => (word === 'query' ? 'subscription' : 'query')),
  (_, chance) => hostileText(chance),
];

/** A body that is wrong in one way or in several, though a JSON object. */
export function hostileBody(chance: Chance, asked: WellAsked): Body {
  const body: Body = { ...asked, variables: { ...asked.variables } };
  do pick(chance, changes)(body, chance);
  while (chance.next() < 0.3);
  return body;
}

const changes: readonly [(body: Body, chance: Chance) => void, ...((body: Body, chance: Chance) => void)[]] = [
  (body, chance) => {
    body['query'] = pick(chance, wrecks)(String(body['query']), chance);
  },
  (body, chance) => {
    body['query'] = pick(chance, wrecks)(String(body['query']), chance);
  },
  (body, chance) => {
    const variables = (body['variables'] ?? {}) as Body;
    const name = pick(chance, [...Object.keys(variables), 'none'] as unknown as [string]);
    body['variables'] = { ...variables, [name]: hostileValue(chance) };
  },
  (body, chance) => {
    body['extensions'] = { persistedQuery: pick(chance, persisted) };
    if (chance.next() < 0.5) delete body['query'];
  },
  (body, chance) => {
    body[pick(chance, ['query', 'variables', 'operationName', 'extensions', '__proto__', 'toJSON'])] = hostileValue(chance);
  },
];

function insert(text: string, chance: Chance, piece: string): string {
  const at = whole(chance, 0, text.length);
  return text.slice(0, at) + piece + text.slice(at);
}

/** What is no JSON object, or none that its bytes can be read as. */
export const hostileBytes: Chosen = (chance) =>
  pick(chance, [
    '',
    '{',
    '[]',
    '[{"query":"{ __typename }"}]',
    'null',
    '5',
    '"x"',
    '{"query":"{a}"',
    '{"query":"\\ud8',
    '{query:1}',
    '\ufeff{}',
    '[['.repeat(5_000),
  ]);
