import { inspect } from 'node:util';
import { type Log, openLog } from '@marketgraph/bus';
import type { FeedChanged } from '@marketgraph/events';
import { type Logger, Metrics, startParts, stopParts, systemClock } from '@marketgraph/service';
import { AlphaVantageServer, alphaVantageRefusals, FinnhubServer, type TestDatabase, testDatabase } from '@marketgraph/test-kit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Market, openMarket } from '../../src/main/market.ts';

/** In addresses they are written otherwise; the first part stays the same in all of them. */
const FINNHUB = 'canary-fh-90a1/+=c2';
const ALPHA_VANTAGE = 'canary-av-77b3&c2';
const MARKS = ['canary-fh-90a1', 'canary-av-77b3', btoa(FINNHUB).slice(0, 16), btoa(ALPHA_VANTAGE).slice(0, 16)];

/** Everything that is written into the log file, errors with their causes and stacks. */
const written: string[] = [];
const logger: Logger = {
  ...Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, note])),
  child: () => logger,
} as unknown as Logger;

function note(sentence: string, details?: object): void {
  written.push(`${sentence} ${inspect(details, { depth: 12, showHidden: true })}`);
}

let database: TestDatabase;
let finnhub: FinnhubServer;
let alphaVantage: AlphaVantageServer;
let log: Log;
let market: Market;
const metrics = new Metrics();
const told: FeedChanged[] = [];
const events: string[] = [];
const listening = new AbortController();

beforeAll(async () => {
  database = await testDatabase();
  finnhub = await new FinnhubServer({ key: FINNHUB, symbols: ['AAPL', 'MSFT'] }).listen();
  alphaVantage = await new AlphaVantageServer({ key: ALPHA_VANTAGE }).listen();
  log = await openLog({ databaseUrl: database.url, logger, clock: systemClock, metrics });
  const env = {
    FEEDS: 'finnhub,alpha-vantage',
    SYMBOLS: 'AAPL,MSFT@finnhub,EUR-USD@alpha-vantage',
    FINNHUB_API_KEY: FINNHUB,
    ALPHA_VANTAGE_API_KEY: ALPHA_VANTAGE,
    FINNHUB_WS_URL: finnhub.wsUrl,
    FINNHUB_REST_URL: finnhub.restUrl,
    ALPHA_VANTAGE_REST_URL: alphaVantage.restUrl,
  };
  market = await openMarket({ databaseUrl: database.url, log, clock: systemClock, logger, metrics, env });
  void listen();
});

afterAll(async () => {
  listening.abort();
  await stopParts([...market.recorder, ...market.ingest, ...market.apiParts], logger);
  await market.close();
  await log.close();
  await Promise.all([finnhub.stop(), alphaVantage.stop()]);
  await database.drop();
});

async function listen(): Promise<void> {
  for await (const item of log.tail({ signal: listening.signal })) {
    events.push(inspect(item, { depth: 12 }));
    if (item.kind !== 'gap') for (const { event } of item.events) if (event.type === 'FeedChanged') told.push(event.payload as FeedChanged);
    for (const wake of waiting.splice(0)) wake();
  }
}

const waiting: (() => void)[] = [];

/** Resolves once a feed has said so. */
async function says(name: string, state: FeedChanged['state'], detail = /(?:)/): Promise<void> {
  const isTold = (one: FeedChanged) => one.name === name && one.state === state && detail.test(one.detail ?? '');
  while (!told.some(isTold)) await new Promise<void>((resolve) => waiting.push(resolve));
}

async function everythingStored(): Promise<string[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
  );
  const texts: string[] = [];
  for (const { name } of rows) {
    const stored = await client.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    texts.push(...stored.rows.map(({ text }) => text));
  }
  await client.end();
  return texts;
}

describe('keys of providers', () => {
  it('stand in nothing that is written while providers refuse, repeat keys, and go away', async () => {
    // The provider says the key, in each of its ways.
    finnhub.troubleRest(
      { status: 401, body: { error: `Invalid API key: ${FINNHUB}` } },
      { status: 429, headers: { 'retry-after': '1' }, body: `API limit reached for ${encodeURIComponent(FINNHUB)}. Remaining Limit: 0` },
      { status: 503, body: `No ${FINNHUB} today` },
    );
    alphaVantage.troubleRest({ body: alphaVantageRefusals.day(ALPHA_VANTAGE) });
    await startParts([...market.apiParts, ...market.recorder, ...market.ingest], logger);
    await says('finnhub', 'LIVE');
    finnhub.error(`Invalid token ${FINNHUB}`);
    finnhub.refuse({ status: 401, body: '' });
    finnhub.disconnect(1008, FINNHUB);
    await says('finnhub', 'DOWN', /HTTP 401/);
    await finnhub.stop();
    await says('finnhub', 'DOWN', /ECONNREFUSED/);
    await says('alpha-vantage', 'RATE_LIMITED');

    const { text } = await metrics.render();
    const health = [...market.recorder, ...market.ingest, ...market.apiParts].map((part) => inspect(part.health()));
    const everything = [...written, ...events, ...health, text, ...(await everythingStored())];
    // A test that looks at nothing finds nothing.
    expect([written.length > 5, events.length > 5, /finnhub/.test(text), everything.some((one) => one.includes('401'))]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    for (const mark of MARKS) expect(everything.filter((one) => one.includes(mark))).toEqual([]);
  });
});
