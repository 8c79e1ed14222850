import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { AccountMenu } from '../../features/accounts/account-menu.tsx';
import { Bell } from '../../features/alerts/bell.tsx';
import { AlertStream } from '../../features/alerts/stream/alert-stream.tsx';
import { SearchBox } from '../../features/market/search-box.tsx';
import { ConnectionBadge } from '../../features/status/connection-badge.tsx';
import { GapNotice } from '../../features/status/gap-notice.tsx';
import { ProvenanceBadge } from '../../features/status/provenance-badge.tsx';
import { instrumentPath } from '../../formatting/paths.ts';
import { Mark } from '../../ui/icon.tsx';
import styles from './layout.module.css';
import { Navigation } from './navigation.tsx';
import { ThemeButton } from './theme-button.tsx';

export function Layout({ children }: { children: ReactNode }) {
  const [, navigate] = useLocation();
  return (
    <div className={styles.layout}>
      <a href="#content" className={styles.skip}>
        Skip to content
      </a>
      <header className={styles.header}>
        <Link href="/" className={styles.brand} aria-label="Marketgraph, to the markets">
          <Mark />
          <span>Marketgraph</span>
        </Link>
        <div className={styles.search}>
          <SearchBox label="Find an instrument" shortcut onChoose={(symbol) => navigate(instrumentPath(symbol))} />
        </div>
        <div className={styles.states}>
          <ProvenanceBadge />
          <ConnectionBadge />
        </div>
        <div className={styles.tools}>
          <ThemeButton />
          <Bell />
          <AccountMenu />
        </div>
      </header>
      <Navigation />
      <main id="content" className={styles.content} tabIndex={-1}>
        <GapNotice />
        {children}
      </main>
      <Footer />
      <AlertStream />
    </div>
  );
}

function Footer() {
  return (
    <footer className={styles.footer}>
      <p>Signals are not advice. They say what price and news suggest to a formula, and can be wrong.</p>
      <p>
        <a href="/playground">GraphQL playground</a>
        <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          Charts by TradingView
        </a>
      </p>
    </footer>
  );
}
