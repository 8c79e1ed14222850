import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { Log } from '@marketgraph/bus';
import type { QuoteTick, Trade } from '../../src/domain/price-feed.ts';
import { pricesReceived } from '../market-bench.ts';

const PER_EVENT = 500;

/** Lines of a gzipped CSV without its header. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY });
  let isHeader = true;
  for await (const line of lines) {
    if (!isHeader && line) yield line.split(',');
    isHeader = false;
  }
}

/** Appends a trade tape; the trade's key is its line. Returns how many there were. */
export async function appendTrades(log: Log, directory: string, file: string, symbol: string): Promise<number> {
  let trades: Trade[] = [];
  let count = 0;
  for await (const [at, price, size] of linesOf(join(directory, file))) {
    trades.push({ symbol, key: ++count, occurredAt: Number(at), price: price ?? '', size: size ?? '', side: null, conditions: null });
    if (trades.length < PER_EVENT) continue;
    await log.append([pricesReceived({ symbol, source: 'lean', trades })]);
    trades = [];
  }
  if (trades.length > 0) await log.append([pricesReceived({ symbol, source: 'lean', trades })]);
  return count;
}

export async function appendQuotes(log: Log, directory: string, file: string, symbol: string): Promise<number> {
  let quotes: QuoteTick[] = [];
  let count = 0;
  for await (const [at, bid, ask] of linesOf(join(directory, file))) {
    quotes.push({ symbol, key: ++count, occurredAt: Number(at), bid: bid ?? '', ask: ask ?? '' });
    if (quotes.length < PER_EVENT) continue;
    await log.append([pricesReceived({ symbol, source: 'oanda', quotes })]);
    quotes = [];
  }
  if (quotes.length > 0) await log.append([pricesReceived({ symbol, source: 'oanda', quotes })]);
  return count;
}

/** Rows of a small CSV, header left out. */
export function rowsOfCsv(directory: string, file: string): string[][] {
  return readFileSync(join(directory, file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
}
