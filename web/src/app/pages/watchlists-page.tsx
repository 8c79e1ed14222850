import { SignedOutNotice } from '../../features/accounts/signed-out-notice.tsx';
import { Watchlists } from '../../features/accounts/watchlists/watchlists.tsx';
import { SearchBox } from '../../features/market/search-box.tsx';
import { SymbolTable } from '../../features/market/table/symbol-table.tsx';
import { useSession } from '../../graphql/session/session.ts';
import { PageTitle } from '../../ui/panel.tsx';
import styles from './pages.module.css';

export function WatchlistsPage() {
  const { status } = useSession();
  return (
    <div className={styles.stack}>
      <PageTitle title="Watchlists" />
      {status === 'signed-out' ? (
        <SignedOutNotice title="Watchlists belong to an account" here="/watchlists">
          Sign in to keep the instruments you follow in one place.
        </SignedOutNotice>
      ) : (
        <Watchlists
          renderInstruments={(symbols) => <SymbolTable symbols={symbols} />}
          renderSearch={(onChoose) => <SearchBox label="Add an instrument" onChoose={onChoose} />}
        />
      )}
    </div>
  );
}
