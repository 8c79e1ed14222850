import { type FormEvent, useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import styles from './watchlists.module.css';

export function NewWatchlist({ onCreate }: { onCreate: (name: string) => Promise<string | null> }) {
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = await onCreate(name);
    setFault(found);
    if (found === null) setName('');
  };
  return (
    <form className={styles.create} onSubmit={submit}>
      <label>
        <span className="visually-hidden">Name of the new watchlist</span>
        <input
          value={name}
          placeholder="New watchlist"
          aria-invalid={fault ? true : undefined}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button type="submit" size="small" disabled={name.trim() === ''}>
        Create
      </Button>
      {fault ? <p role="alert">{fault}</p> : null}
    </form>
  );
}
