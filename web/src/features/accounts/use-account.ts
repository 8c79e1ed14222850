import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { startOver } from '../../graphql/client.ts';
import { SignInDocument, SignOutDocument, SignUpDocument } from '../../graphql/generated/accounts.ts';
import type { SessionParts } from '../../graphql/generated/fragments.ts';
import { session } from '../../graphql/session/session.ts';
import { type SortedErrors, sortErrors, type UserErrorFacts } from '../../ui/user-errors.ts';

interface Payload {
  readonly session: SessionParts | null;
  readonly userErrors: readonly UserErrorFacts[];
}

const fields = ['email', 'password', 'displayName'];
const unreachable = [{ message: 'The server could not be reached. Try again in a moment.', field: null }];

/** Signing in and signing up differ in what they send; what follows is the same. */
export function useAccount(onSignedIn: () => void) {
  const [signInWith] = useMutation(SignInDocument);
  const [signUpWith] = useMutation(SignUpDocument);
  const [errors, setErrors] = useState<SortedErrors>({ byField: {}, general: [] });
  const [busy, setBusy] = useState(false);

  const enter = async (ask: () => Promise<Payload | null | undefined>) => {
    setBusy(true);
    try {
      const payload = await ask();
      if (payload?.session) {
        session.accept({ tokens: payload.session, user: payload.session.user });
        await startOver();
        onSignedIn();
      } else setErrors(sortErrors(payload?.userErrors ?? unreachable, fields));
    } catch {
      setErrors(sortErrors(unreachable, fields));
    } finally {
      setBusy(false);
    }
  };

  return {
    errors,
    busy,
    signIn: (email: string, password: string) => enter(async () => (await signInWith({ variables: { email, password } })).data?.signIn),
    signUp: (email: string, password: string, displayName: string) =>
      enter(async () => (await signUpWith({ variables: { email, password, displayName } })).data?.signUp),
  };
}

export function useSignOut(): () => Promise<void> {
  const [signOutWith] = useMutation(SignOutDocument);
  return async () => {
    const { refreshToken } = session;
    try {
      if (refreshToken) await signOutWith({ variables: { refreshToken } });
    } finally {
      // Also when the server is away: this browser forgets, the token runs out by itself.
      session.forget();
      await startOver();
    }
  };
}
