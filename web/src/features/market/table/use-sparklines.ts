import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { SparklinesDocument } from '../../../graphql/generated/market.ts';

const refreshMs = 5 * 60_000;

/** Asked for after the rows and on its own: prices do not wait for shapes. */
export function useSparklines(instruments: readonly { readonly symbol: string }[]): ReadonlyMap<string, number[]> {
  const symbols = instruments.map((instrument) => instrument.symbol);
  const { data } = useQuery(SparklinesDocument, {
    variables: { symbols, first: Math.max(1, symbols.length) },
    skip: symbols.length === 0,
    pollInterval: refreshMs,
  });
  return useMemo(() => {
    const nodes = data?.instruments?.nodes ?? [];
    return new Map(nodes.map((node) => [node.symbol, node.candleSeries.close.map(Number)]));
  }, [data]);
}
