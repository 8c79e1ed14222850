import { useSyncExternalStore } from 'react';
import { later } from '../later.ts';
import { refreshOverHttp } from './refresh-over-http.ts';
import { SessionKeeper, type SessionState } from './session-keeper.ts';

export const session = new SessionKeeper({
  refresh: refreshOverHttp,
  storage: window.localStorage,
  now: () => Date.now(),
  later,
  exclusively: (task) => (navigator.locks ? navigator.locks.request('marketgraph-session', task) : task()),
});

export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.get);
}
