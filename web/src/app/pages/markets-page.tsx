import { OverviewStrip } from '../../features/market/overview/overview-strip.tsx';
import { MarketsPanel } from '../../features/market/table/markets-panel.tsx';
import { NewsRail } from '../../features/news-sentiment/articles/news-rail.tsx';
import styles from './pages.module.css';

export function MarketsPage() {
  return (
    <div className={styles.stack}>
      <h1 className="visually-hidden">Markets</h1>
      <OverviewStrip />
      <div className={styles.withRail}>
        <MarketsPanel />
        <aside className={styles.rail}>
          <NewsRail />
        </aside>
      </div>
    </div>
  );
}
