// The anchor of feed-latency: the embedded log and nothing else. Prices come on the same schedule, are appended as ingest appends them
// (one append at a time, what came meanwhile in the next), and read by a tail.
import { openLog, type TailItem } from '@marketgraph/bus';
import type { NewEvent } from '@marketgraph/events';
import { silentLogger, systemClock } from '@marketgraph/service';
import { hundredths, idOf, type MarketSession, priceOf, sizeOf, symbolOf, tradeAt } from '../pipeline/market-session.ts';

export interface LogAloneTask {
  readonly databaseUrl: string;
  readonly session: MarketSession;
  readonly skipped: number;
  readonly measured: number;
}

process.once('message', (task: LogAloneTask) => void run(task));
process.once('disconnect', () => process.exit(0));

async function run({ databaseUrl, session, skipped, measured }: LogAloneTask): Promise<void> {
  const log = await openLog({ databaseUrl, logger: silentLogger, clock: systemClock });
  const stop = new AbortController();
  const tail = log.tail({ signal: stop.signal });
  const began = Date.now() + 500;
  const appending = append(log, session, began, stop.signal);
  const latenciesMs: number[] = [];
  for await (const item of tail) {
    latenciesMs.push(...latenciesIn(item));
    if (latenciesMs.length >= skipped + measured) break;
  }
  stop.abort();
  await appending;
  await log.close();
  process.send?.(latenciesMs.slice(skipped, skipped + measured));
}

function latenciesIn(item: TailItem): number[] {
  const now = performance.timeOrigin + performance.now();
  const events = item.kind === 'events' ? item.events : [];
  return events.flatMap(({ event }) => (event.type === 'PricesReceived' ? event.payload.trades.occurredAt.map((at) => now - at) : []));
}

async function append(log: Awaited<ReturnType<typeof openLog>>, session: MarketSession, began: number, signal: AbortSignal): Promise<void> {
  let [next, step] = [0, 0];
  while (!signal.aborted) {
    const due: number[] = [];
    for (; began + Math.floor((next * 1_000) / session.perSecond) <= Date.now(); next++) due.push(next);
    if (due.length === 0) await systemClock.sleep(1, signal);
    else
      await log.append(eventsOf(session, due, began), { feed: 'alone', expected: step === 0 ? null : String(step), next: String(++step) });
  }
}

function eventsOf(session: MarketSession, due: readonly number[], began: number): NewEvent<'PricesReceived'>[] {
  const bySymbol = Map.groupBy(due, (index) => tradeAt(session, index).symbol);
  return [...bySymbol].map(([symbol, indices]) => {
    const turns = indices.map((index) => tradeAt(session, index).turn);
    const price = turns.map((turn) => hundredths(priceOf(session, symbol, turn)));
    const occurredAt = indices.map((index) => began + Math.floor((index * 1_000) / session.perSecond));
    const asOf = occurredAt.at(-1) ?? 0;
    const [last = '0'] = price;
    const day = { open: last, high: last, low: last, previousClose: last, change: '0.00', changePercent: 0.1, volume: '12345.67' };
    const name = symbolOf(symbol);
    return {
      type: 'PricesReceived',
      key: name,
      occurredAt: asOf,
      receivedAt: Date.now(),
      payload: {
        symbol: name,
        source: 'binance',
        provenance: 'REPLAYED',
        trades: {
          key: turns.map((turn) => idOf(session, symbol, turn)),
          price,
          size: turns.map((turn) => hundredths(sizeOf(session, symbol, turn))),
          side: turns.map((turn) => (turn % 2 === 0 ? 'SELL' : 'BUY')),
          occurredAt,
          conditions: turns.map(() => null),
        },
        quotes: { key: [], bid: [], ask: [], occurredAt: [] },
        quote: { ...day, price: last, bid: null, ask: null, asOf },
      },
    };
  });
}
