import { useApolloClient, useQuery } from '@apollo/client/react';
import type { SignalAction } from '@marketgraph/vocabulary';
import { useState } from 'react';
import { SignalChangedDocument, SignalsDocument, type SignalsQuery } from '../../../graphql/generated/news.ts';
import { useLive } from '../../../graphql/use-live.ts';
import { Button } from '../../../ui/button.tsx';
import { PageTitle } from '../../../ui/panel.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { SignalItem } from './signal-item.tsx';
import styles from './signals-page.module.css';

type Side = 'ALL' | 'BUY' | 'HOLD' | 'SELL';
const options = [
  { value: 'ALL', text: 'All' },
  { value: 'BUY', text: 'Buy' },
  { value: 'HOLD', text: 'Hold' },
  { value: 'SELL', text: 'Sell' },
] as const;
const actions: Record<Side, readonly SignalAction[] | null> = {
  ALL: null,
  BUY: ['BUY', 'STRONG_BUY'],
  HOLD: ['HOLD'],
  SELL: ['SELL', 'STRONG_SELL'],
};
const first = 20;

export function SignalsPage() {
  const [side, setSide] = useState<Side>('ALL');
  const { signals, error, refetch, more } = useSignals(actions[side]);
  return (
    <div className={styles.page}>
      <PageTitle title="Signals">
        What price and news together suggest, newest first, with everything each one rests on. Signals are not advice.
      </PageTitle>
      <Segmented label="Action" options={options} value={side} onChange={setSide} />
      <div className={styles.list}>
        {signals ? (
          signals.length > 0 ? (
            signals.map((signal) => <SignalItem key={signal.id} signal={signal} />)
          ) : (
            <Empty title="No signals of this kind yet" />
          )
        ) : error ? (
          <Failure what="Signals" retry={refetch} />
        ) : (
          <Skeleton rows={8} height={52} />
        )}
      </div>
      {more ? <Button onClick={more}>Older signals</Button> : null}
    </div>
  );
}

function useSignals(wanted: readonly SignalAction[] | null) {
  const client = useApolloClient();
  const variables = { filter: wanted ? { action: wanted } : {}, first };
  const { data, error, refetch, fetchMore } = useQuery(SignalsDocument, { variables, fetchPolicy: 'cache-and-network' });
  const page = data?.signals;
  useLive(SignalChangedDocument, {}, ({ signalChanged: { signal } }) => {
    if (!signal || (wanted && !wanted.includes(signal.action))) return;
    client.cache.updateQuery({ query: SignalsDocument, variables }, (known) => withNewest(known, signal));
  });
  const more = () => void fetchMore({ variables: { ...variables, after: page?.pageInfo.endCursor } });
  return { signals: page?.nodes, error, refetch: () => void refetch(), more: page?.pageInfo.hasNextPage ? more : null };
}

type Signal = NonNullable<SignalsQuery['signals']>['nodes'][number];

function withNewest(known: SignalsQuery | null, signal: Signal): SignalsQuery | null {
  if (!known?.signals || known.signals.nodes.some((node) => node.id === signal.id)) return known;
  return { signals: { ...known.signals, nodes: [signal, ...known.signals.nodes].slice(0, 200) } };
}
