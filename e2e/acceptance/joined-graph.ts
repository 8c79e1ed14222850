import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect, query, signIn, socket } from '../stack/client.ts';
import type { Stack } from '../stack/stack.ts';

const JOINED = `subscription($symbols: [String!]!) {
  instrumentUpdated(symbols: $symbols) {
    cursor cause symbol
    instrument { name quote { price asOf freshness } sentiment { score } signal { action } alerts { nodes { message } } }
  }
}`;

/** What holds in one process and in many. */
export function joinedGraph(form: string, start: () => Promise<Stack>): void {
  describe(`the live graph in ${form}`, () => {
    let stack: Stack;
    let token: string;
    let symbols: string[];

    beforeAll(async () => {
      stack = await start();
      token = await signIn(stack);
      const answer = await query(stack, '{ viewer { watchlists { symbols } } }', {}, token);
      symbols = answer.data.viewer.watchlists[0].symbols;
    });
    afterAll(async () => {
      expect(await stack?.stop()).not.toContain(1);
    });

    it('tells its user of all four causes within a minute, each joined with the whole graph', async () => {
      const client = socket(stack, token);
      const seen = new Set<string>();
      const messages = await collect(
        client,
        { query: JOINED, variables: { symbols } },
        (all) => {
          const last = all.at(-1);
          expect(last?.errors).toBeUndefined();
          seen.add(last?.data.instrumentUpdated.cause);
          return ['PRICE', 'SENTIMENT', 'SIGNAL', 'ALERT'].every((cause) => seen.has(cause));
        },
        60_000,
      );
      const alert = messages.findLast((message) => message.data.instrumentUpdated.cause === 'ALERT')?.data.instrumentUpdated;
      expect(alert.instrument.alerts.nodes[0].message).toContain(alert.symbol);
      expect(alert.instrument.quote.freshness).toBe('SIMULATED');
      await client.dispose();
    });

    it('never tells a stranger of an alert', async () => {
      const client = socket(stack);
      const mine = socket(stack, token);
      let alerts = 0;
      const watching = collect(
        client,
        { query: JOINED, variables: { symbols } },
        (all) => {
          expect(all.at(-1)?.data.instrumentUpdated.cause).not.toBe('ALERT');
          expect(all.at(-1)?.data.instrumentUpdated.instrument.alerts.nodes).toEqual([]);
          return alerts >= 2;
        },
        180_000,
      );
      await collect(
        mine,
        { query: 'subscription { alertChanged { cursor cause } }' },
        (all) => {
          alerts = all.length;
          return alerts >= 2;
        },
        170_000,
      );
      await watching;
      await Promise.all([client.dispose(), mine.dispose()]);
    }, 200_000);

    it('answers one query from every subgraph', async () => {
      const text = `query($symbol: String!) {
        instrument(symbol: $symbol) {
          name quote { price source } candleSeries(interval: ONE_MINUTE, last: 200) { close } trades(first: 3) { nodes { price } }
          news(first: 3) { nodes { headline } } signal { score evidence { contribution } } alertRules { name }
        }
        marketOverview { advancing declining }
        systemStatus { healthy services { name healthy detail } feeds { name state } }
      }`;
      const { data, errors } = await query(stack, text, { symbol: symbols[0] }, token);
      expect(errors).toBeUndefined();
      expect(data.instrument.candleSeries.close.length).toBe(200);
      expect(data.instrument.trades.nodes.length).toBe(3);
      expect(data.instrument.alertRules.length).toBeGreaterThan(0);
      const total = data.instrument.signal.evidence.reduce((sum: number, item: { contribution: number }) => sum + item.contribution, 0);
      expect(total).toBeCloseTo(data.instrument.signal.score, 9);
      expect(data.systemStatus.services.filter((service: { healthy: boolean }) => !service.healthy)).toEqual([]);
    });

    it('goes on after a reconnect right where the cursor says', async () => {
      const operation = (after?: string) => ({
        query:
          'subscription($symbols: [String!]!, $after: Cursor) { quoteUpdated(symbols: $symbols, after: $after, pace: { mode: EVERY }) { cursor symbol price asOf } }',
        variables: { symbols, after },
      });
      const client = socket(stack, token);
      const first = await collect(client, operation(), (all) => all.length >= 12, 30_000);
      const cursors = first.map((message) => message.data.quoteUpdated.cursor);
      const resumed = await collect(client, operation(cursors[5]), (all) => all.length >= 6, 30_000);
      expect(resumed.map((message) => message.data.quoteUpdated.cursor)).toEqual(cursors.slice(6, 12));
      await client.dispose();
    });

    it('keeps the socket after a syntax error', async () => {
      const client = socket(stack, token);
      await expect(collect(client, { query: 'subscription { quoteUpdated(' }, () => true, 5_000)).rejects.toBeDefined();
      const messages = await collect(client, { query: JOINED, variables: { symbols } }, (all) => all.length > 0, 10_000);
      expect(messages[0]?.data.instrumentUpdated.symbol).toBeDefined();
      await client.dispose();
    });
  });
}
