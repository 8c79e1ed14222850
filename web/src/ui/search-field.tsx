import { Icon } from './icon.tsx';
import styles from './search-field.module.css';

/** Narrows a list while it is typed into. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label className={styles.search}>
      <Icon name="search" size={15} />
      <span className="visually-hidden">{label}</span>
      <input type="search" placeholder={label} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
