import { encodeCursor, type Log, reaches } from '@marketgraph/bus';
import type { PricesReceived } from '@marketgraph/events';
import { silentLogger, systemClock } from '@marketgraph/service';
import { unavailable } from '@marketgraph/test-kit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PriceFeed } from '../../src/domain/price-feed.ts';
import { FeedIngest } from '../../src/pipeline/ingest-feed.ts';
import { openRecordings } from '../../src/providers/recording/open-recordings.ts';
import { openIngestBench } from '../ingest-bench.ts';

const directory = process.env['RECORDINGS_DIR'];
if (!directory) unavailable('Recorded feeds into the log', 'RECORDINGS_DIR is not set.');

/** What the log holds of one symbol from one source. */
interface Told {
  trades: number;
  sizes: bigint;
  quotes: number;
  readonly keys: Set<string>;
}

describe.runIf(directory)('the recorded feeds', () => {
  const bench = openIngestBench();
  let feeds: PriceFeed[] = [];
  let told: ReadonlyMap<string, Told> = new Map();

  beforeAll(async () => {
    feeds = await openRecordings({ directory: directory ?? '', speed: 'max', times: 'kept', clock: systemClock, logger: silentLogger });
    for (const feed of feeds) await play(feed);
    told = await readLog(bench.log);
  }, 120_000);

  it('tell every trade of the tapes of 2013-10-07 once', () => {
    expect(totals('SPY lean')).toEqual([250_601, 97_062_721n, 250_601]);
    expect(totals('IBM lean')).toEqual([24_293, 3_960_352n, 24_293]);
  });

  it('tell every quote of EUR-USD and the hour of Kraken', () => {
    expect(told.get('EUR-USD oanda')).toMatchObject({ trades: 0, quotes: 24_179 });
    expect(told.get('BTC-USD kraken')).toMatchObject({ trades: 2_672 });
  });

  it('tell the 107 trades of 10 products of the Coinbase session', () => {
    const products = [...told].filter(([name, { trades }]) => name.endsWith(' coinbase') && trades > 0);
    expect(products).toHaveLength(10);
    expect(products.reduce((sum, [, { trades }]) => sum + trades, 0)).toBe(107);
    expect(products.reduce((sum, [, { keys }]) => sum + keys.size, 0)).toBe(107);
  });

  it('know their instruments', () => {
    const bySymbol = new Map(feeds.flatMap(({ instruments }) => instruments).map((instrument) => [instrument.symbol, instrument]));
    expect(bySymbol.get('IBM')).toMatchObject({ sector: 'Information Technology', currency: 'USD', exchange: { code: 'XNYS' } });
    expect(bySymbol.get('SKL-GBP')).toMatchObject({ name: 'SKALE / British Pound', currency: 'GBP', tickSize: '0.0001' });
    expect(bySymbol.get('EUR-USD')).toMatchObject({ assetClass: 'FOREX', tickSize: '0.00001', exchange: null });
  });

  it('tell nothing more when they are played again', async () => {
    const again = await openRecordings({
      directory: directory ?? '',
      speed: 'max',
      times: 'kept',
      clock: systemClock,
      logger: silentLogger,
    });
    for (const feed of again) await play(feed);
    expect(await readLog(bench.log)).toEqual(told);
  }, 60_000);

  function totals(name: string) {
    const found = told.get(name);
    return [found?.trades, found?.sizes, found?.keys.size];
  }

  async function play(feed: PriceFeed): Promise<void> {
    const ingest = new FeedIngest(feed, { ...bench, clock: systemClock });
    await ingest.start();
    while (ingest.health().detail !== 'finished') await new Promise((resolve) => setImmediate(resolve));
    await ingest.stop();
  }
});

async function readLog(log: Log): Promise<Map<string, Told>> {
  const head = await log.head();
  const found = new Map<string, Told>();
  const stop = new AbortController();
  for await (const item of log.tail({ after: encodeCursor(await log.oldest()), signal: stop.signal })) {
    if (item.kind === 'gap') throw new Error('The log has a gap.');
    for (const { event } of item.events) if (event.type === 'PricesReceived') count(found, event.payload as PricesReceived);
    const last = item.events.at(-1)?.place.positions ?? [];
    if (reaches(last, head.positions)) break;
  }
  stop.abort();
  return found;
}

function count(found: Map<string, Told>, { symbol, source, trades, quotes }: PricesReceived): void {
  const name = `${symbol} ${source}`;
  const sum = found.get(name) ?? { trades: 0, sizes: 0n, quotes: 0, keys: new Set<string>() };
  found.set(name, sum);
  sum.trades += trades.key.length;
  sum.quotes += quotes.key.length;
  for (const [index, key] of trades.key.entries()) sum.keys.add(`${trades.occurredAt[index]} ${key}`);
  // The tapes count whole shares; others have fractions, which nobody sums here.
  if (source === 'lean') for (const size of trades.size) sum.sizes += BigInt(size);
}
