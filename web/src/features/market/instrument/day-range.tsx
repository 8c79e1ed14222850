import { formatPrice, formatVolume } from '../../../formatting/numbers.ts';
import { useLiveQuote } from '../../../graphql/live/stores.ts';
import styles from './day-range.module.css';
import type { InstrumentFacts } from './instrument-facts.ts';

/** Low and high of the day with the price between them; the live price stretches them before the next query does. */
export function DayRange({ instrument }: { instrument: InstrumentFacts }) {
  const live = useLiveQuote(instrument.symbol);
  const quote = instrument.quote;
  if (!quote) return null;
  const price = live?.price ?? quote.price;
  const low = lesser(quote.low ?? price, price);
  const high = lesser(quote.high ?? price, price, -1);
  const span = Number(high) - Number(low);
  const place = span > 0 ? ((Number(price) - Number(low)) / span) * 100 : 50;
  const show = (value: string | null | undefined) =>
    value === null || value === undefined ? '–' : formatPrice(value, instrument.tickSize);
  const volume = live?.volume ?? quote.volume;
  return (
    <div className={styles.block}>
      <div className={styles.range}>
        <span>{show(low)}</span>
        <span className={styles.label}>Day range</span>
        <span>{show(high)}</span>
        <span className={styles.track} aria-hidden="true">
          <span className={styles.marker} style={{ left: `${place}%` }} />
        </span>
      </div>
      <dl className={styles.facts}>
        <Fact name="Open" value={show(quote.open)} />
        <Fact name="Previous close" value={show(quote.previousClose)} />
        <Fact name="Bid" value={show(live?.bid ?? quote.bid)} />
        <Fact name="Ask" value={show(live?.ask ?? quote.ask)} />
        <Fact name="Volume" value={Number(volume) === 0 ? '–' : formatVolume(volume)} />
      </dl>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function lesser(a: string, b: string, sign = 1): string {
  return sign * (Number(a) - Number(b)) <= 0 ? a : b;
}
