import { Link } from 'wouter';
import { Panel } from '../../../ui/panel.tsx';
import styles from './article-list.module.css';
import { ArticleList } from './article-list.tsx';

export function NewsRail({ className }: { className?: string | undefined }) {
  const aside = (
    <Link href="/news" className={styles.link}>
      All news
    </Link>
  );
  return (
    <Panel title="News" aside={aside} flush className={className}>
      <div className={styles.rail} tabIndex={-1}>
        <ArticleList filter={{}} />
      </div>
    </Panel>
  );
}
