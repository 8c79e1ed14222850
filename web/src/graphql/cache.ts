import { type FieldPolicy, InMemoryCache, type Reference } from '@apollo/client';

interface Page {
  readonly nodes: readonly Reference[];
}

/** Pages asked for with `after` are appended; a first page replaces what was there. */
function pagedNodes(keyArgs: string[] | false): FieldPolicy<Page> {
  return {
    keyArgs,
    merge(existing, incoming, { args }) {
      if (!args?.['after'] || !existing) return incoming;
      const known = new Set(existing.nodes.map((node) => node.__ref));
      return { ...incoming, nodes: [...existing.nodes, ...incoming.nodes.filter((node) => !known.has(node.__ref))] };
    },
  };
}

export function createCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          articles: pagedNodes(['filter']),
          signals: pagedNodes(['filter']),
          alerts: pagedNodes(['filter']),
          systemStatus: { merge: true },
        },
      },
      Instrument: {
        keyFields: ['symbol'],
        fields: { quote: { merge: true }, sentiment: { merge: true }, exchange: { merge: true }, news: pagedNodes(false) },
      },
      CandleSeries: { keyFields: false },
      Mention: { keyFields: false },
      SignalEvidence: { keyFields: false },
    },
  });
}
