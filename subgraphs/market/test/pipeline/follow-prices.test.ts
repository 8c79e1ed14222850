import { silentLogger } from '@marketgraph/service';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeedBoard } from '../../src/domain/feed-board.ts';
import { InstrumentCatalogue } from '../../src/domain/instrument-catalogue.ts';
import { QuoteBoard } from '../../src/domain/quote-board.ts';
import { followPrices } from '../../src/pipeline/follow-prices.ts';
import { allQuotes } from '../../src/storage/quote-store.ts';
import { readSourceSpans } from '../../src/storage/source-lines.ts';
import { instrument, type MarketBench, openBench, pricesReceived, trade } from '../market-bench.ts';

const start = Date.UTC(2026, 0, 5, 15);
let bench: MarketBench;
let board: QuoteBoard;
let catalogue: InstrumentCatalogue;

beforeEach(async () => {
  bench = await openBench([instrument('SPY')]);
  board = new QuoteBoard();
  catalogue = new InstrumentCatalogue();
});
afterEach(() => bench.close());

describe('the latest quotes', () => {
  it('begin with what is recorded', async () => {
    await tell(1, '10');
    const recorder = bench.recorder();
    await recorder.start();
    await bench.recorded();
    await recorder.stop();
    await following(async () => expect(board.latest('SPY')?.quote.price).toBe('10'));
  });

  it('are as fresh as the log, whether or not anything is recorded', async () => {
    await tell(1, '10');
    await following(async () => {
      await seen('10');
      await tell(2, '11');
      await seen('11');
      expect(await bench.rows('SELECT 1 FROM market.quotes')).toEqual([]);
    });
  });

  it('never step back', async () => {
    await following(async () => {
      await tell(5, '15');
      await tell(2, '12', 'SPY');
      await tell(1, '1', 'MARK');
      await vi.waitUntil(() => board.latest('MARK'));
      expect(board.latest('SPY')?.quote.price).toBe('15');
    });
  });

  it('learn of instruments that are listed later', async () => {
    await following(async () => {
      expect(catalogue.get('QQQ')).toBeNull();
      await bench.store.instruments.save([instrument('QQQ')]);
      const { name, assetClass, region, currency, sector } = instrument('QQQ');
      const payload = { symbol: 'QQQ', name, assetClass, region, currency, sector };
      await bench.log.append([{ type: 'InstrumentListed', key: 'QQQ', occurredAt: start, receivedAt: start, payload }]);
      await vi.waitUntil(() => catalogue.get('QQQ'));
    });
  });

  it('are kept while the database is away, and followed again afterwards', async () => {
    await tell(1, '10');
    await following(async () => {
      await seen('10');
      const cut = await bench.rows(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      expect(cut.length).toBeGreaterThan(0);
      expect(board.latest('SPY')?.quote.price).toBe('10');
      await vi.waitUntil(() =>
        tell(2, '11').then(
          () => true,
          () => false,
        ),
      );
      const ticking = setInterval(() => void bench.clock.advance(1_000), 20);
      await seen('11').finally(() => clearInterval(ticking));
    });
  });
});

async function following(work: () => Promise<void>): Promise<void> {
  const { log, clock, store } = bench;
  const { instruments, database } = store;
  const recorded = { savedQuotes: () => allQuotes(database.pool), recordedSpans: () => readSourceSpans(database.pool) };
  const part = followPrices({ log, clock, logger: silentLogger, board, feeds: new FeedBoard(), catalogue, instruments, ...recorded });
  await part.start();
  try {
    await work();
  } finally {
    await part.stop();
  }
}

async function tell(key: number, price: string, symbol = 'SPY'): Promise<void> {
  await bench.log.append([pricesReceived({ symbol, trades: [trade(symbol, key, start + key, price)] })]);
}

async function seen(price: string): Promise<void> {
  await vi.waitUntil(() => board.latest('SPY')?.quote.price === price);
}
