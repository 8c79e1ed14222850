import { seededRandom } from '../frame/statistics.ts';

/** About 1 kB and 60 kB of answer. */
export const sizes = { small: 3, large: 190 } as const;
export type Size = keyof typeof sizes;

export const CONNECTIONS = 16;
/** Of each connection, shape and size. No two connections have the same: nothing that is under way at once is alike. */
const VARIANTS = 4;
const SYMBOLS = 2_000;
const SEED = 20_260_105;

const QUOTE = 'quote { price bid ask change changePercent volume }';
const INSTRUMENT = `symbol name assetClass currency tickSize ${QUOTE}`;
const NEWS = 'sentiment { score label articleCount } signal { action score confidence }';

interface Shape {
  readonly query: string;
  /** What the planner fetches, by subgraph. */
  readonly fetches: Readonly<Record<string, number>>;
}

/** Of one, two and three subgraphs, and of entities within entities. */
export const shapes: Readonly<Record<string, Shape>> = {
  one: { query: ofInstruments('One', INSTRUMENT), fetches: { market: 1 } },
  two: { query: ofInstruments('Two', `symbol name ${QUOTE} ${NEWS}`), fetches: { market: 1, 'news-sentiment': 1 } },
  three: {
    query: ofInstruments('Three', `symbol name ${QUOTE} ${NEWS} alertRules { id name severity enabled }`),
    fetches: { market: 1, 'news-sentiment': 1, alerts: 1 },
  },
  nested: {
    query: `query Nested($symbols: [String!], $first: Int!) {
  articles(filter: { symbols: $symbols }, first: $first) {
    nodes { headline publisher publishedAt sentiment { score label } mentions { relevance instrument { symbol name ${QUOTE} } } }
  }
}`,
    fetches: { 'news-sentiment': 1, market: 1 },
  },
};

function ofInstruments(name: string, selection: string): string {
  return `query ${name}($symbols: [String!], $first: Int!) {
  instruments(filter: { symbols: $symbols }, first: $first) { totalCount nodes { ${selection} } }
}`;
}

export interface Operation {
  /** Of its answer, which is the same from every gateway. */
  readonly key: string;
  readonly shape: string;
  readonly body: string;
}

/** What one connection asks for: each shape, each with variables of its own. The same in every run of the bench. */
export function operationsOf(connection: number, size: Size): Operation[] {
  const random = seededRandom(SEED + connection * 2 + (size === 'large' ? 1 : 0));
  return Object.entries(shapes).flatMap(([shape, { query }]) =>
    Array.from({ length: VARIANTS }, (_, variant) => {
      const symbols = Array.from({ length: sizes[size] }, () => symbolAt(Math.floor(random() * SYMBOLS)));
      const variables = { symbols, first: sizes[size] };
      return { key: `${shape} ${size} ${connection} ${variant}`, shape, body: JSON.stringify({ query, variables }) };
    }),
  );
}

function symbolAt(index: number): string {
  return `Q${String(index).padStart(5, '0')}`;
}
