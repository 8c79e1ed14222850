import { type FormEvent, type ReactNode, useState } from 'react';
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
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn(email, password);
  };
  return (
    <Frame title="Sign in" text="Your alert rules and watchlists are kept with your account.">
      <form className={styles.form} onSubmit={submit} noValidate>
        <FormNotice messages={errors.general} />
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          error={errors.byField['email']}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          error={errors.byField['password']}
          onChange={(event) => setPassword(event.target.value)}
        />
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
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
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
        <TextField
          label="Email"
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          error={errors.byField['email']}
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          name="password"
          autoComplete="new-password"
          required
          value={password}
          error={errors.byField['password']}
          onChange={(event) => setPassword(event.target.value)}
        />
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
