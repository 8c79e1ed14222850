import { Percent, Signed } from '../../formatting/delta.tsx';
import { FreshnessTag } from '../../formatting/freshness-tag.tsx';
import { formatChange, formatPrice } from '../../formatting/numbers.ts';
import { venueState } from '../../formatting/provenance.ts';
import type { QuoteFacts } from '../../graphql/live/quote-store.ts';
import { useLiveQuote } from '../../graphql/live/stores.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './live-price.module.css';

export interface Priced {
  readonly symbol: string;
  readonly tickSize: string;
  readonly quote: QuoteFacts | null;
  readonly exchange?: { readonly open: boolean } | null;
}

/** The newest price anyone told us; the flash says which way it went. */
export function LivePrice({ instrument }: { instrument: Priced }) {
  const live = useLiveQuote(instrument.symbol);
  const price = live?.price ?? instrument.quote?.price;
  const flash = live && live.moves > 0 && live.moved ? styles[live.moved] : undefined;
  return (
    <span className={styles.price} data-symbol={instrument.symbol} data-field="price" data-as-of={live?.asOf}>
      <span key={live?.moves ?? 0} className={classNames(styles.value, flash)}>
        {price === undefined ? '–' : formatPrice(price, instrument.tickSize)}
      </span>
    </span>
  );
}

export function LiveChange({ instrument }: { instrument: Priced }) {
  const change = (useLiveQuote(instrument.symbol) ?? instrument.quote)?.change;
  if (change === null || change === undefined) return <Signed text="–" value={0} />;
  return <Signed text={formatChange(change, instrument.tickSize)} value={change} />;
}

export function LivePercent({ instrument }: { instrument: Priced }) {
  return <Percent value={(useLiveQuote(instrument.symbol) ?? instrument.quote)?.changePercent} field="change-percent" />;
}

export function LiveFreshness({ instrument }: { instrument: Priced }) {
  const quote = useLiveQuote(instrument.symbol) ?? instrument.quote;
  return quote ? (
    <span className={styles.tags}>
      <FreshnessTag
        freshness={quote.freshness}
        source={quote.source}
        venue={venueState(instrument.exchange?.open, quote.asOf, Date.now())}
      />
    </span>
  ) : null;
}
