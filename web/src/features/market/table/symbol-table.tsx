import { useQuery } from '@apollo/client/react';
import { MarketsDocument } from '../../../graphql/generated/market.ts';
import { Failure, Skeleton } from '../../../ui/states.tsx';
import { InstrumentTable } from './instrument-table.tsx';

/** The instruments of a list of symbols, as the markets show theirs. */
export function SymbolTable({ symbols }: { symbols: readonly string[] }) {
  const { data, previousData, error, refetch } = useQuery(MarketsDocument, {
    variables: { filter: { symbols }, first: Math.max(1, symbols.length) },
  });
  const nodes = (data ?? previousData)?.instruments?.nodes.filter((node) => symbols.includes(node.symbol));
  if (nodes) return <InstrumentTable instruments={nodes} caption="Instruments of this list" />;
  return error ? <Failure what="These instruments" retry={() => void refetch()} /> : <Skeleton rows={4} height={34} />;
}
