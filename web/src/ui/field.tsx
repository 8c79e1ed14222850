import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import styles from './field.module.css';

interface Framing {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly unit?: string | undefined;
}

type InputProps = Framing & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>;
type SelectProps = Framing & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'>;

function Frame({ id, label, hint, error, unit, children }: Framing & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className={styles.control} data-invalid={error ? true : undefined}>
        {children}
        {unit ? <span className={styles.unit}>{unit}</span> : null}
      </div>
      {error ? (
        <p id={`${id}-note`} className={styles.error}>
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-note`} className={styles.hint}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function TextField({ label, hint, error, unit, ...rest }: InputProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} unit={unit}>
      <input id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? `${id}-note` : undefined} {...rest} />
    </Frame>
  );
}

export function SelectField({ label, hint, error, unit, ...rest }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error} unit={unit}>
      <select id={id} aria-invalid={error ? true : undefined} aria-describedby={error || hint ? `${id}-note` : undefined} {...rest} />
    </Frame>
  );
}
