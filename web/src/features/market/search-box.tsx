import { useQuery } from '@apollo/client/react';
import { type KeyboardEvent, type RefObject, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { assetClassNames } from '../../formatting/words.ts';
import { FindInstrumentsDocument, type FindInstrumentsQuery } from '../../graphql/generated/market.ts';
import { Icon } from '../../ui/icon.tsx';
import styles from './search-box.module.css';

interface Props {
  readonly label: string;
  readonly onChoose: (symbol: string) => void;
  /** "/" anywhere on the page puts the cursor here. */
  readonly shortcut?: boolean;
}

/** Finds an instrument by symbol or name: arrows choose, Enter takes, Escape leaves. */
export function SearchBox({ label, onChoose, shortcut = false }: Props) {
  const [words, setWords] = useState('');
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const search = useDeferredValue(words.trim());
  const { data } = useQuery(FindInstrumentsDocument, { variables: { search }, skip: search === '' });
  const found = search === '' ? [] : (data?.instruments?.nodes ?? []);
  const answered = data !== undefined && search !== '';
  const shown = open && answered;
  useSlash(shortcut, input);

  const choose = (symbol: string | undefined) => {
    if (!symbol) return;
    setWords('');
    setOpen(false);
    input.current?.blur();
    onChoose(symbol);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setActive((index) => (index + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[active]?.symbol);
    }
    if (event.key === 'Escape') setOpen(false);
  };

  return (
    <div className={styles.box}>
      <Icon name="search" size={16} />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-label={label}
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${list}-${active}` : undefined}
        placeholder={label}
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setActive(0);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      />
      {shortcut ? <span className={styles.key}>/</span> : null}
      <FoundList id={list} label={label} found={shown ? found : null} active={active} onChoose={choose} />
    </div>
  );
}

interface FoundProps {
  readonly id: string;
  readonly label: string;
  /** Null while nothing is asked or answered. */
  readonly found: NonNullable<FindInstrumentsQuery['instruments']>['nodes'] | null;
  readonly active: number;
  readonly onChoose: (symbol: string) => void;
}

function FoundList({ id, label, found, active, onChoose }: FoundProps) {
  return (
    <div id={id} role="listbox" aria-label={label} className={styles.list} hidden={!found}>
      {found?.length === 0 ? <p>Nothing found. Try a symbol or a part of a name.</p> : null}
      {found?.map((instrument, index) => (
        // The input keeps the focus and its keys choose: mousedown would take the focus before the click arrives.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys.
        <div
          key={instrument.symbol}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(instrument.symbol)}
        >
          <strong>{instrument.symbol}</strong>
          <span>{instrument.name}</span>
          <small>{assetClassNames[instrument.assetClass]}</small>
        </div>
      ))}
    </div>
  );
}

function useSlash(enabled: boolean, input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: globalThis.KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== '/' || typing) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled, input]);
}
