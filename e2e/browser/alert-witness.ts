import type { Client } from 'graphql-ws';
import { socket } from '../stack/client.ts';
import type { Stack } from '../stack/stack.ts';

const ALERTS = 'subscription($after: Cursor) { alertChanged(after: $after) { cursor alertId cause } }';

export interface AlertEvent {
  readonly cursor: string;
  readonly alertId: string;
  readonly cause: string;
}

export function keyOf({ alertId, cause }: AlertEvent): string {
  return `${alertId} ${cause}`;
}

/** Hears the viewer's alerts over a link of its own that nobody troubles: what a page should have been told. */
export class AlertWitness {
  readonly told: string[] = [];
  #after: string | null = null;
  #client: Client | null = null;

  listen(stack: Stack, token: string): void {
    const variables = { after: this.#after };
    this.#client = socket(stack, token);
    this.#client.subscribe<{ alertChanged: AlertEvent }>(
      { query: ALERTS, variables },
      { next: ({ data }) => data && this.#note(data.alertChanged), error: () => undefined, complete: () => undefined },
    );
  }

  async pause(): Promise<void> {
    await this.#client?.dispose();
  }

  #note(event: AlertEvent): void {
    this.told.push(keyOf(event));
    this.#after = event.cursor;
  }
}
