import { memo } from 'react';
import { Link } from 'wouter';
import { Sparkline } from '../../../charts/sparkline.tsx';
import { SentimentMeter, SignalScale } from '../../../formatting/meters.tsx';
import { formatVolume } from '../../../formatting/numbers.ts';
import { instrumentPath } from '../../../formatting/paths.ts';
import type { InstrumentRow as Row } from '../../../graphql/generated/fragments.ts';
import { useLiveOpinion, useLiveQuote } from '../../../graphql/live/stores.ts';
import { LiveChange, LiveFreshness, LivePercent, LivePrice } from '../live-price.tsx';
import styles from './instrument-table.module.css';

interface Props {
  readonly instrument: Row;
  readonly closes: readonly number[] | undefined;
}

export const InstrumentRow = memo(function InstrumentRow({ instrument, closes }: Props) {
  return (
    <tr className={styles.row} data-testid={`row-${instrument.symbol}`}>
      <th scope="row" className={styles.name}>
        <Link href={instrumentPath(instrument.symbol)} className={styles.link}>
          <span className={styles.symbol}>{instrument.symbol}</span>
          <LiveFreshness instrument={instrument} />
          <span className={styles.title}>{instrument.name === instrument.symbol ? '\u00a0' : instrument.name}</span>
        </Link>
      </th>
      <td className={styles.price}>
        <LivePrice instrument={instrument} />
        <span className={styles.currency}>{instrument.currency}</span>
      </td>
      <td className={styles.change}>
        <LiveChange instrument={instrument} />
      </td>
      <td className={styles.percent}>
        <LivePercent instrument={instrument} />
      </td>
      <td className={styles.spark}>
        <Sparkline values={closes ?? []} />
      </td>
      <td className={styles.volume}>
        <LiveVolume instrument={instrument} />
      </td>
      <Opinions instrument={instrument} />
    </tr>
  );
});

function LiveVolume({ instrument }: { instrument: Row }) {
  const volume = (useLiveQuote(instrument.symbol) ?? instrument.quote)?.volume;
  return volume === undefined || Number(volume) === 0 ? '–' : formatVolume(volume);
}

function Opinions({ instrument }: { instrument: Row }) {
  const live = useLiveOpinion(instrument.symbol);
  const sentiment = live ? live.sentiment : instrument.sentiment;
  const signal = live ? live.signal : instrument.signal;
  return (
    <>
      <td className={styles.sentiment}>
        <SentimentMeter score={sentiment?.score} count={sentiment?.articleCount} />
      </td>
      <td className={styles.signal}>
        <SignalScale action={signal?.action} />
      </td>
    </>
  );
}
