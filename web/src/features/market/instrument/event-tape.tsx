import { formatPrice, formatScore } from '../../../formatting/numbers.ts';
import { formatSpan, formatTime } from '../../../formatting/times.ts';
import { sentenceCase } from '../../../formatting/words.ts';
import { Tag, type Tone } from '../../../ui/badge.tsx';
import { Panel } from '../../../ui/panel.tsx';
import styles from './event-tape.module.css';
import type { InstrumentEvent } from './use-instrument-events.ts';

const tones: Record<InstrumentEvent['cause'], Tone> = { PRICE: 'neutral', SENTIMENT: 'accent', SIGNAL: 'up', ALERT: 'amber' };

/** What changed, and how long it took from our receipt of it to its publication. */
export function EventTape({ events, tickSize }: { events: readonly InstrumentEvent[]; tickSize: string }) {
  return (
    <Panel title="Live events" aside="receipt to publication" flush>
      <ol className={styles.tape}>
        {events.map((event) => (
          <li key={event.cursor}>
            <time dateTime={event.timing.publishedAt}>{formatTime(event.timing.publishedAt)}</time>
            <Tag tone={tones[event.cause]}>{event.cause}</Tag>
            <span className={styles.what}>{whatChanged(event, tickSize)}</span>
            <span className={styles.took}>
              {formatSpan(Math.max(0, Date.parse(event.timing.publishedAt) - Date.parse(event.timing.receivedAt)))}
            </span>
          </li>
        ))}
      </ol>
      {events.length === 0 ? <p className={styles.waiting}>Waiting for the next change of price, sentiment, signal or alert.</p> : null}
    </Panel>
  );
}

function whatChanged({ cause, instrument }: InstrumentEvent, tickSize: string): string {
  if (!instrument) return '';
  if (cause === 'PRICE') return instrument.quote ? formatPrice(instrument.quote.price, tickSize) : '';
  if (cause === 'SENTIMENT') return instrument.sentiment ? formatScore(instrument.sentiment.score) : '';
  if (cause === 'SIGNAL')
    return instrument.signal ? `${sentenceCase(instrument.signal.action)} ${formatScore(instrument.signal.score)}` : '';
  return 'Your alert changed';
}
