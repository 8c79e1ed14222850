import { useId } from 'react';
import { Link } from 'wouter';
import { useSession } from '../../graphql/session/session.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './account-menu.module.css';
import { useSignOut } from './use-account.ts';

/** The platform's own popover closes on Escape and on a click beside it, and gives the focus back. */
export function AccountMenu() {
  const session = useSession();
  const menu = useId();
  const signOut = useSignOut();
  if (session.status === 'restoring') return <span className={styles.space} />;
  if (session.status === 'signed-out') {
    return (
      <Link href="/sign-in" className={styles.signIn}>
        Sign in
      </Link>
    );
  }
  const { user } = session;
  return (
    <div className={styles.account}>
      <button type="button" className={styles.avatar} popoverTarget={menu} aria-label={`Account of ${user.displayName}`}>
        {user.displayName.slice(0, 1).toUpperCase()}
      </button>
      <div id={menu} popover="auto" className={styles.menu}>
        <p className={styles.name}>{user.displayName}</p>
        <p className={styles.email}>{user.email}</p>
        <Link href="/watchlists">
          <Icon name="watchlists" size={16} />
          Watchlists
        </Link>
        <Link href="/alerts">
          <Icon name="alerts" size={16} />
          Alerts
        </Link>
        <button type="button" onClick={() => void signOut()}>
          <Icon name="arrow" size={16} />
          Sign out
        </button>
      </div>
    </div>
  );
}
