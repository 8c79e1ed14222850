import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { resuming } from '../src/graphql/live/resuming-client.ts';

/** Holds the payload as graphql-ws does, which sends that very object again after each reconnect. */
class FakeClient {
  payload: SubscribePayload | null = null;
  sink: Sink<unknown> | null = null;
  readonly client = {
    subscribe: (payload: SubscribePayload, sink: Sink<unknown>) => {
      this.payload = payload;
      this.sink = sink;
      return () => undefined;
    },
  } as unknown as Client;
}

const silent: Sink<unknown> = { next: () => undefined, error: () => undefined, complete: () => undefined };
const withAfter = 'subscription AlertChanged($after: Cursor) { alertChanged(after: $after) { cursor } }';

describe('a resuming client', () => {
  it('subscribes after a reconnect from the cursor of the newest event', () => {
    const fake = new FakeClient();
    resuming(fake.client, { onGap: () => undefined }).subscribe({ query: withAfter, variables: { symbols: ['AAPL'] } }, silent);
    fake.sink?.next({ data: { alertChanged: { cursor: 'c1' } } });
    fake.sink?.next({ data: { alertChanged: { cursor: 'c2' } } });
    expect(fake.payload?.variables).toEqual({ symbols: ['AAPL'], after: 'c2' });
  });

  it('leaves operations alone that take no cursor', () => {
    const fake = new FakeClient();
    const query = 'subscription Quotes($symbols: [String!]!) { quoteUpdated(symbols: $symbols) { cursor } }';
    resuming(fake.client, { onGap: () => undefined }).subscribe({ query, variables: { symbols: ['AAPL'] } }, silent);
    fake.sink?.next({ data: { quoteUpdated: { cursor: 'c1' } } });
    expect(fake.payload?.variables).toEqual({ symbols: ['AAPL'] });
  });

  it('never changes the variables of the caller', () => {
    const fake = new FakeClient();
    const variables = {};
    resuming(fake.client, { onGap: () => undefined }).subscribe({ query: withAfter, variables }, silent);
    fake.sink?.next({ data: { alertChanged: { cursor: 'c1' } } });
    expect(variables).toEqual({});
  });

  it('tells of a gap, and only of a gap', () => {
    const fake = new FakeClient();
    let gaps = 0;
    const notice = {
      onGap: () => {
        gaps += 1;
      },
    };
    resuming(fake.client, notice).subscribe({ query: withAfter }, silent);
    fake.sink?.next({ data: { alertChanged: { cursor: 'c1' } }, extensions: { stream: { skipped: 3 } } });
    expect(gaps).toBe(0);
    fake.sink?.next({
      data: { alertChanged: { cursor: 'c9' } },
      extensions: { stream: { gap: { from: 'c1', to: 'c8', reason: 'TOO_OLD' } } },
    });
    expect(gaps).toBe(1);
  });
});
