import type { Client, Sink, SubscribePayload } from 'graphql-ws';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Gap } from '../src/graphql/live/gaps.ts';
import { resuming } from '../src/graphql/live/resuming-client.ts';

/** Holds the payload as graphql-ws does, which sends that very object again after each reconnect. */
class FakeClient {
  payload: SubscribePayload | null = null;
  sink: Sink<unknown> | null = null;
  stopped = 0;
  readonly client = {
    subscribe: (payload: SubscribePayload, sink: Sink<unknown>) => {
      this.payload = payload;
      this.sink = sink;
      return () => {
        this.stopped++;
      };
    },
  } as unknown as Client;
}

const silent: Sink<unknown> = { next: () => undefined, error: () => undefined, complete: () => undefined };
const paced = 'subscription Quotes($symbols: [String!]!, $pace: PaceInput, $after: Cursor) { quoteUpdated(symbols: $symbols) { cursor } }';
const complete = 'subscription AlertChanged($after: Cursor) { alertChanged(after: $after) { cursor } }';

let fake: FakeClient;
let gaps: Gap[];
let clock: number;
let tellCursor: (cursor: string) => void;
let client: Client;
beforeEach(() => {
  fake = new FakeClient();
  gaps = [];
  clock = 1_000;
  const told = Promise.withResolvers<string>();
  tellCursor = told.resolve;
  client = resuming(fake.client, { onGap: (gap) => gaps.push(gap), liveCursor: () => told.promise, now: () => clock });
});

function tell(cursor: string, extensions?: object): void {
  fake.sink?.next({ data: { event: { cursor } }, ...(extensions && { extensions }) });
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('a resuming client', () => {
  it('subscribes after a reconnect from the cursor of the newest event', () => {
    client.subscribe({ query: paced, variables: { symbols: ['AAPL'] } }, silent);
    tell('c1');
    tell('c2');
    expect(fake.payload?.variables).toEqual({ symbols: ['AAPL'], after: 'c2' });
  });

  it('begins a paced operation at once, without a cursor, so that it is told a snapshot', () => {
    client.subscribe({ query: paced, variables: { symbols: ['AAPL'] } }, silent);
    expect(fake.payload?.variables).toEqual({ symbols: ['AAPL'] });
  });

  it('begins where every event counts at the place where the stream is, so that also the first one is not missed', async () => {
    client.subscribe({ query: complete }, silent);
    expect(fake.payload).toBeNull();
    tellCursor('c0');
    await turn();
    expect(fake.payload?.variables).toEqual({ after: 'c0' });
  });

  it('asks for no place where it is given one', () => {
    client.subscribe({ query: complete, variables: { after: 'c5' } }, silent);
    expect(fake.payload?.variables).toEqual({ after: 'c5' });
  });

  it('does not begin what has ended before its place was known', async () => {
    client.subscribe({ query: complete }, silent)();
    tellCursor('c0');
    await turn();
    expect(fake.payload).toBeNull();
  });

  it('ends what it began late', async () => {
    const stop = client.subscribe({ query: complete }, silent);
    tellCursor('c0');
    await turn();
    stop();
    expect(fake.stopped).toBe(1);
  });

  it('leaves operations alone that take no cursor', () => {
    const query = 'subscription Quotes($symbols: [String!]!) { quoteUpdated(symbols: $symbols) { cursor } }';
    client.subscribe({ query, variables: { symbols: ['AAPL'] } }, silent);
    tell('c1');
    expect(fake.payload?.variables).toEqual({ symbols: ['AAPL'] });
  });

  it('never changes the variables of the caller', () => {
    const variables = { symbols: ['AAPL'] };
    client.subscribe({ query: paced, variables }, silent);
    tell('c1');
    expect(variables).toEqual({ symbols: ['AAPL'] });
  });

  it('tells of a gap, and only of a gap, since when it lasts', () => {
    client.subscribe({ query: paced }, silent);
    tell('c1', { stream: { snapshot: true } });
    clock = 2_000;
    tell('c2', { stream: { skipped: 3 } });
    expect(gaps).toEqual([]);
    clock = 9_000;
    tell('c9', { stream: { gap: { from: 'c2', to: 'c8', reason: 'TOO_OLD' } } });
    expect(gaps).toEqual([{ reason: 'TOO_OLD', from: 2_000, to: 9_000 }]);
  });
});
