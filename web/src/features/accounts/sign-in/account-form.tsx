import { type Dispatch, type FormEvent, type ReactNode, type SetStateAction, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { FormNotice } from '../../../ui/form-notice.tsx';
import { Mark } from '../../../ui/icon.tsx';
import { useAccount } from '../use-account.ts';
import styles from './account-form.module.css';

interface Props {
  readonly onSignedIn: () => void;
  readonly query: string;
}

export function SignInForm({ onSignedIn, query }: Props) {
  const { signIn, errors, busy } = useAccount(onSignedIn);
  const [credentials, setCredentials] = useState(none);
  const { email, password } = credentials;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn(email, password);
  };
  return (
    <Frame title="Sign in" text="Your alert rules and watchlists are kept with your account.">
      <form className={styles.form} onSubmit={submit} noValidate>
        <FormNotice messages={errors.general} />
        <CredentialFields value={credentials} onChange={setCredentials} errors={errors.byField} autoComplete="current-password" />
        <Button type="submit" tone="primary" disabled={busy || !email || !password}>
          Sign in
        </Button>
      </form>
      <p className={styles.other}>
        No account yet? <Link href={`/sign-up${query}`}>Create one</Link>
      </p>
      <p className={styles.sample}>
        Trying it out? Address and password of the sample account are in <code>sample-account.json</code> in the server’s{' '}
        <code>DATA_DIR</code> (by default <code>.data/sample-account.json</code>).
      </p>
    </Frame>
  );
}

export function SignUpForm({ onSignedIn, query }: Props) {
  const { signUp, errors, busy } = useAccount(onSignedIn);
  const [displayName, setDisplayName] = useState('');
  const [credentials, setCredentials] = useState(none);
  const { email, password } = credentials;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signUp(email, password, displayName);
  };
  return (
    <Frame title="Create an account" text="Watch any price, sentiment or signal and be told when it crosses a line.">
      <form className={styles.form} onSubmit={submit} noValidate>
        <FormNotice messages={errors.general} />
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          required
          value={displayName}
          error={errors.byField['displayName']}
          onChange={(event) => setDisplayName(event.target.value)}
        />
        <CredentialFields value={credentials} onChange={setCredentials} errors={errors.byField} autoComplete="new-password" />
        <Button type="submit" tone="primary" disabled={busy || !email || !password || !displayName}>
          Create account
        </Button>
      </form>
      <p className={styles.other}>
        Have an account? <Link href={`/sign-in${query}`}>Sign in</Link>
      </p>
    </Frame>
  );
}

const none = { email: '', password: '' };

interface CredentialProps {
  readonly value: typeof none;
  /** By the latest: a browser that fills in both changes both at once. */
  readonly onChange: Dispatch<SetStateAction<typeof none>>;
  readonly errors: Readonly<Record<string, string>>;
  /** Of the password: what a browser's keeper of passwords is to do. */
  readonly autoComplete: 'current-password' | 'new-password';
}

function CredentialFields({ value, onChange, errors, autoComplete }: CredentialProps) {
  return (
    <>
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        required
        value={value.email}
        error={errors['email']}
        onChange={(event) => onChange((latest) => ({ ...latest, email: event.target.value }))}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete={autoComplete}
        required
        value={value.password}
        error={errors['password']}
        onChange={(event) => onChange((latest) => ({ ...latest, password: event.target.value }))}
      />
    </>
  );
}

function Frame({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className={styles.card}>
      <Mark size={36} />
      <h1>{title}</h1>
      <p className={styles.text}>{text}</p>
      {children}
    </div>
  );
}
