import { useQuery } from '@apollo/client/react';
import { useMemo } from 'react';
import { InstrumentRules } from '../../features/alerts/rules/instrument-rules.tsx';
import { CandlesPanel } from '../../features/market/candles/candles-panel.tsx';
import { EventTape } from '../../features/market/instrument/event-tape.tsx';
import { InstrumentHeader } from '../../features/market/instrument/instrument-header.tsx';
import { useInstrumentEvents } from '../../features/market/instrument/use-instrument-events.ts';
import { useLiveQuotes } from '../../features/market/use-live-quotes.ts';
import { InstrumentNews } from '../../features/news-sentiment/articles/instrument-news.tsx';
import { SentimentPanel } from '../../features/news-sentiment/sentiment/sentiment-panel.tsx';
import { SignalCard } from '../../features/news-sentiment/signals/signal-card.tsx';
import { instrumentPath } from '../../formatting/paths.ts';
import { InstrumentPageDocument } from '../../graphql/generated/instrument.ts';
import { Empty, Failure, Skeleton } from '../../ui/states.tsx';
import styles from './pages.module.css';

export function InstrumentPage({ symbol }: { symbol: string }) {
  const { data, error, refetch, loading } = useQuery(InstrumentPageDocument, { variables: { symbol }, fetchPolicy: 'cache-and-network' });
  const instrument = data?.instrument;
  const quoted = useMemo(() => (instrument ? [instrument] : []), [instrument]);
  useLiveQuotes(quoted);
  const { events, sentiment, signal } = useInstrumentEvents(symbol);
  if (!instrument) {
    if (loading) return <Skeleton rows={3} height={120} />;
    if (error) return <Failure what={symbol} retry={() => void refetch()} />;
    return <Empty title={`There is no instrument ${symbol}`}>Find another one with the search above.</Empty>;
  }
  return (
    <div className={styles.stack}>
      <InstrumentHeader instrument={instrument} />
      <div className={styles.withSide}>
        <div className={styles.stack}>
          <CandlesPanel symbol={symbol} tickSize={instrument.tickSize} />
          <SentimentPanel symbol={symbol} summary={sentiment ?? instrument.sentiment} asOf={instrument.quote?.asOf} />
          <div className={styles.last}>
            <InstrumentNews symbol={symbol} />
          </div>
        </div>
        <aside className={styles.stack}>
          <SignalCard signal={signal ?? instrument.signal} />
          <InstrumentRules symbol={symbol} price={instrument.quote?.price} here={instrumentPath(symbol)} />
          <EventTape events={events} tickSize={instrument.tickSize} />
        </aside>
      </div>
    </div>
  );
}
