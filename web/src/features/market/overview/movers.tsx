import { Link } from 'wouter';
import { instrumentPath } from '../../../formatting/paths.ts';
import type { OverviewQuery } from '../../../graphql/generated/market.ts';
import { LivePercent, LivePrice } from '../live-price.tsx';
import styles from './overview.module.css';

type Instrument = NonNullable<OverviewQuery['marketOverview']>['gainers'][number];

export function Movers({ title, instruments }: { title: string; instruments: readonly Instrument[] | undefined }) {
  return (
    <article className={styles.card}>
      <h2 className={styles.title}>{title}</h2>
      {instruments?.length === 0 ? <p className={styles.note}>No changes since a previous close yet.</p> : null}
      <ul className={styles.movers}>
        {(instruments ?? []).map((instrument) => (
          <li key={instrument.symbol}>
            <Link href={instrumentPath(instrument.symbol)} className={styles.mover}>
              <span className={styles.symbol}>{instrument.symbol}</span>
              <LivePrice instrument={instrument} />
              <LivePercent instrument={instrument} />
            </Link>
          </li>
        ))}
      </ul>
    </article>
  );
}
