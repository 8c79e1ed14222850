import { type ReactNode, useState } from 'react';
import type { WatchlistParts } from '../../../graphql/generated/fragments.ts';
import { Button } from '../../../ui/button.tsx';
import { FormNotice } from '../../../ui/form-notice.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Segmented } from '../../../ui/segmented.tsx';
import { Empty, Failure, Skeleton } from '../../../ui/states.tsx';
import { NewWatchlist } from './new-watchlist.tsx';
import { useWatchlists } from './use-watchlists.ts';
import styles from './watchlists.module.css';

interface Props {
  /** Watchlists know symbols only; how instruments are found and shown is the market's part. */
  readonly renderInstruments: (symbols: readonly string[]) => ReactNode;
  readonly renderSearch: (onChoose: (symbol: string) => void) => ReactNode;
}

export function Watchlists({ renderInstruments, renderSearch }: Props) {
  const { watchlists, error, retry, create, update, remove } = useWatchlists();
  const [chosen, setChosen] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const shown = watchlists?.find((list) => list.id === chosen) ?? watchlists?.[0];
  if (!watchlists) return error ? <Failure what="Watchlists" retry={retry} /> : <Skeleton rows={6} height={40} />;

  const change = async (list: WatchlistParts, symbols: readonly string[]) => setFault((await update(list.id, symbols)).fault);
  const add = async (name: string) => {
    const { id, fault: found } = await create(name);
    if (id) setChosen(id);
    return found;
  };
  return (
    <div className={styles.lists}>
      <div className={styles.bar}>
        {shown ? (
          <Segmented
            label="Watchlist"
            options={watchlists.map((list) => ({ value: list.id, text: list.name }))}
            value={shown.id}
            onChange={setChosen}
          />
        ) : null}
        <NewWatchlist onCreate={add} />
      </div>
      <FormNotice messages={fault ? [fault] : []} />
      {shown ? (
        <section className={styles.panel} aria-label={shown.name}>
          <div className={styles.tools}>
            <div className={styles.search}>{renderSearch((symbol) => void change(shown, [...new Set([...shown.symbols, symbol])]))}</div>
            <Members
              list={shown}
              onRemove={(symbol) =>
                void change(
                  shown,
                  shown.symbols.filter((member) => member !== symbol),
                )
              }
            />
            <Button size="small" tone="danger" onClick={() => void remove(shown.id).then((outcome) => setFault(outcome.fault))}>
              Delete list
            </Button>
          </div>
          {shown.symbols.length > 0 ? (
            renderInstruments(shown.symbols)
          ) : (
            <Empty title="This list is empty">Find an instrument above to add it.</Empty>
          )}
        </section>
      ) : (
        <Empty title="No watchlist yet">Give your first one a name to begin.</Empty>
      )}
    </div>
  );
}

function Members({ list, onRemove }: { list: WatchlistParts; onRemove: (symbol: string) => void }) {
  return (
    <ul className={styles.members} aria-label={`Instruments on ${list.name}`}>
      {list.symbols.map((symbol) => (
        <li key={symbol}>
          {symbol}
          <button type="button" aria-label={`Remove ${symbol}`} onClick={() => onRemove(symbol)}>
            <Icon name="close" size={12} />
          </button>
        </li>
      ))}
    </ul>
  );
}
