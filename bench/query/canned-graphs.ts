import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { encodeId, keyOf } from '@marketgraph/vocabulary';
import { type GraphQLSchema, parse } from 'graphql';
import { instrumentOf } from '../fan-out/world.ts';

export const cannedNames = ['market', 'news-sentiment', 'alerts', 'accounts'] as const;

interface Asked {
  readonly filter: { readonly symbols: readonly string[] };
}

/** A subgraph of the product by its committed schema, whose answers follow from symbols. */
export function cannedSchema(name: string): GraphQLSchema {
  const typeDefs = parse(readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), 'utf8'));
  const resolvers = { ...roots[name], ...(name !== 'accounts' && { Instrument }) };
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
}

/** Peers ask by either key. */
interface Reference {
  readonly symbol?: string;
  readonly id?: string;
}

const Instrument = { __resolveReference: ({ symbol, id = '' }: Reference) => knownOf(symbol ?? keyOf('Instrument', id) ?? '') };

const roots: Readonly<Record<string, object>> = {
  market: {
    Query: {
      instruments: (_: unknown, { filter }: Asked) => ({ totalCount: filter.symbols.length, nodes: filter.symbols.map(knownOf) }),
    },
  },
  'news-sentiment': { Query: { articles: (_: unknown, { filter }: Asked) => ({ nodes: filter.symbols.map(articleAbout) }) } },
};

const known = new Map<string, object>();

function knownOf(symbol: string): object {
  const before = known.get(symbol);
  if (before) return before;
  const { alertRules: _, ...instrument } = instrumentOf(symbol, 0);
  const rule = { id: encodeId('AlertRule', symbol), name: `When ${symbol} moves`, severity: 'WARNING', enabled: true };
  const made = {
    ...instrument,
    id: encodeId('Instrument', symbol),
    sentiment: { ...instrument.sentiment, label: 'NEUTRAL' },
    alertRules: [rule],
  };
  known.set(symbol, made);
  return made;
}

const articles = new Map<string, object>();

/** Made once, as what is answered over HTTP is. */
function articleAbout(symbol: string): object {
  const article = articles.get(symbol) ?? articleOf(symbol);
  articles.set(symbol, article);
  return article;
}

function articleOf(symbol: string): object {
  return {
    id: encodeId('Article', symbol),
    headline: `${symbol} did what nobody had expected of it`,
    publisher: 'The Bench',
    publishedAt: '2026-01-05T15:00:00.000Z',
    sentiment: { score: 0.25, label: 'SOMEWHAT_BULLISH' },
    mentions: [{ symbol, relevance: 0.5, instrument: knownOf(symbol) }],
  };
}
