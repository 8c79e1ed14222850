import { useQuery } from '@apollo/client/react';
import { Percent } from '../../../formatting/delta.tsx';
import { assetClassNames } from '../../../formatting/words.ts';
import { OverviewDocument, type OverviewQuery } from '../../../graphql/generated/market.ts';
import { Failure } from '../../../ui/states.tsx';
import { Carousel } from './carousel.tsx';
import { Movers } from './movers.tsx';
import styles from './overview.module.css';

const refreshMs = 15_000;
const titles = ['Breadth', 'Top gainers', 'Top losers', 'Mean change by asset class'] as const;
type Overview = NonNullable<OverviewQuery['marketOverview']>;

export function OverviewStrip() {
  const { data, error, refetch } = useQuery(OverviewDocument, { pollInterval: refreshMs });
  const overview = data?.marketOverview;
  if (!overview && error) return <Failure what="The overview" retry={() => void refetch()} />;
  return (
    <section aria-label="Market overview" aria-busy={!overview}>
      <Carousel titles={titles}>
        <Breadth overview={overview} />
        <Movers title={titles[1]} instruments={overview?.gainers} />
        <Movers title={titles[2]} instruments={overview?.losers} />
        <Classes overview={overview} />
      </Carousel>
    </section>
  );
}

function Breadth({ overview }: { overview: Overview | null | undefined }) {
  const advancing = overview?.advancing ?? 0;
  const declining = overview?.declining ?? 0;
  const unchanged = overview?.unchanged ?? 0;
  return (
    <article className={styles.card}>
      <h2 className={styles.title}>{titles[0]}</h2>
      <p className={styles.breadth}>
        <span className={styles.up}>
          {overview ? advancing : '–'}
          <small>advancing</small>
        </span>
        <span className={styles.down}>
          {overview ? declining : '–'}
          <small>declining</small>
        </span>
      </p>
      <div className={styles.bar} aria-hidden="true">
        <span className={styles.barUp} style={{ flexGrow: advancing }} />
        <span className={styles.barFlat} style={{ flexGrow: unchanged }} />
        <span className={styles.barDown} style={{ flexGrow: declining }} />
      </div>
      <p className={styles.note}>{overview ? `${unchanged} unchanged of ${advancing + declining + unchanged}` : '\u00a0'}</p>
    </article>
  );
}

function Classes({ overview }: { overview: Overview | null | undefined }) {
  const rows = overview?.byAssetClass ?? [];
  const reach = Math.max(0.5, ...rows.map((row) => Math.abs(row.averageChangePercent ?? 0)));
  return (
    <article className={styles.card}>
      <h2 className={styles.title}>{titles[3]}</h2>
      <dl className={styles.classes}>
        {rows.map((row) => (
          <div key={row.assetClass}>
            <dt>{assetClassNames[row.assetClass]}</dt>
            <dd className={styles.lean} aria-hidden="true">
              <Lean share={(row.averageChangePercent ?? 0) / reach} />
            </dd>
            <dd>
              <Percent value={row.averageChangePercent} />
            </dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** A bar that leaves the middle to the side the class went. */
function Lean({ share }: { share: number }) {
  const width = `${Math.abs(share) * 50}%`;
  return (
    <span className={share < 0 ? styles.barDown : styles.barUp} style={share < 0 ? { right: '50%', width } : { left: '50%', width }} />
  );
}
