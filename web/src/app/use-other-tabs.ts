import { useEffect } from 'react';
import { startOver } from '../graphql/client.ts';
import { session } from '../graphql/session/session.ts';

/** Signing out in one tab signs out in all of them. */
export function useOtherTabs(): void {
  useEffect(() => {
    const onStorage = () => {
      if (session.refreshToken !== null || session.get().status !== 'signed-in') return;
      session.forget();
      void startOver();
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);
}
