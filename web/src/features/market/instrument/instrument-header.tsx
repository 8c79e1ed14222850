import { Ago } from '../../../formatting/ago.tsx';
import { formatVenueTime } from '../../../formatting/times.ts';
import { assetClassName, sentenceCase } from '../../../formatting/words.ts';
import { useLiveQuote } from '../../../graphql/live/stores.ts';
import { Badge } from '../../../ui/badge.tsx';
import { LiveChange, LiveFreshness, LivePercent, LivePrice } from '../live-price.tsx';
import { DayRange } from './day-range.tsx';
import type { InstrumentFacts } from './instrument-facts.ts';
import styles from './instrument-header.module.css';

export function InstrumentHeader({ instrument }: { instrument: InstrumentFacts }) {
  const live = useLiveQuote(instrument.symbol);
  const asOf = live?.asOf ?? instrument.quote?.asOf;
  const source = live?.source ?? instrument.quote?.source;
  return (
    <header className={styles.header}>
      <div className={styles.identity}>
        <h1 className={styles.symbol}>{instrument.symbol}</h1>
        {instrument.name === instrument.symbol ? null : <p className={styles.name}>{instrument.name}</p>}
        <p className={styles.facts}>
          {[assetClassName[instrument.assetClass], instrument.sector, sentenceCase(instrument.region)].filter(Boolean).join(' · ')}
        </p>
        <Venue exchange={instrument.exchange} assetClass={instrument.assetClass} />
      </div>
      <div className={styles.quote}>
        <p className={styles.price}>
          <LivePrice instrument={instrument} />
          <span className={styles.currency}>{instrument.currency}</span>
        </p>
        <p className={styles.change}>
          <LiveChange instrument={instrument} />
          <LivePercent instrument={instrument} />
          <LiveFreshness instrument={instrument} />
        </p>
        <p className={styles.asOf}>
          {asOf ? (
            <>
              <Ago instant={asOf} />
              {source ? `, from ${source}` : ''}
            </>
          ) : (
            'No price yet'
          )}
        </p>
      </div>
      <DayRange instrument={instrument} />
    </header>
  );
}

function Venue({ exchange, assetClass }: Pick<InstrumentFacts, 'exchange' | 'assetClass'>) {
  if (!exchange)
    return (
      <p className={styles.venue}>{assetClass === 'CRYPTO' ? 'Trades around the clock' : 'Traded between dealers, at no single venue'}</p>
    );
  const next = exchange.open ? exchange.closesAt : exchange.opensAt;
  return (
    <p className={styles.venue}>
      <Badge tone={exchange.open ? 'up' : 'neutral'} dot>
        {exchange.name} {exchange.open ? 'open' : 'closed'}
      </Badge>
      {next ? <span>{`${exchange.open ? 'closes' : 'opens'} ${formatVenueTime(next, exchange.timezone)}`}</span> : null}
    </p>
  );
}
