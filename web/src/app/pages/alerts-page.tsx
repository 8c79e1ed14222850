import { SignedOutNotice } from '../../features/accounts/signed-out-notice.tsx';
import { HistoryPanel } from '../../features/alerts/history/history-panel.tsx';
import { RulesPanel } from '../../features/alerts/rules/rules-panel.tsx';
import { useSession } from '../../graphql/session/session.ts';
import { PageTitle } from '../../ui/panel.tsx';
import styles from './pages.module.css';

export function AlertsPage() {
  const { status } = useSession();
  return (
    <div className={styles.stack}>
      <PageTitle title="Alerts">Rules watch price, change, sentiment and signals; what they found stands in the history.</PageTitle>
      {status === 'signed-out' ? (
        <SignedOutNotice title="Alerts belong to an account" here="/alerts">
          Sign in to see your rules and what they told you.
        </SignedOutNotice>
      ) : (
        <div className={styles.halves}>
          <HistoryPanel />
          <RulesPanel />
        </div>
      )}
    </div>
  );
}
