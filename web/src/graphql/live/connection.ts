import { useSyncExternalStore } from 'react';
import { Observed } from '../observed.ts';

export type ConnectionState = 'connecting' | 'live' | 'reconnecting';

/** What the websocket is doing, for the badge in the header. */
export class Connection extends Observed<ConnectionState> {
  constructor() {
    super('connecting');
  }

  set(state: ConnectionState): void {
    if (state !== this.get()) this.become(state);
  }
}

export const connection = new Connection();

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.get);
}
