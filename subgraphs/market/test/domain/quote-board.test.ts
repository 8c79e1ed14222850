import { bareQuote } from '@marketgraph/test-kit';
import { beforeEach, describe, expect, it } from 'vitest';
import { QuoteBoard } from '../../src/domain/quote-board.ts';

let board: QuoteBoard;
beforeEach(() => {
  board = new QuoteBoard();
});

describe('the quote board', () => {
  it('shows the source that was heard last', () => {
    tell('kraken', 100, 1_000);
    tell('coinbase', 90, 2_000);
    expect(board.latest('BTC-USD')?.source).toBe('coinbase');
    tell('kraken', 101, 3_000);
    expect(board.latest('BTC-USD')?.source).toBe('kraken');
  });

  it('shows the same whatever the order in which sources are loaded', () => {
    const quotes = [
      ['kraken', 100, 2_000],
      ['coinbase', 90, 2_000],
      ['binance', 100, 2_000],
    ] as const;
    for (const [source, asOf, receivedAt] of quotes) tell(source, asOf, receivedAt);
    const forwards = board.latest('BTC-USD')?.source;
    board = new QuoteBoard();
    for (const [source, asOf, receivedAt] of quotes.toReversed()) tell(source, asOf, receivedAt);
    expect(board.latest('BTC-USD')?.source).toBe(forwards);
  });

  it('lets no source step back in its own time', () => {
    tell('kraken', 100, 1_000, '12');
    tell('kraken', 99, 2_000, '11');
    expect(board.latest('BTC-USD')?.quote.price).toBe('12');
  });

  it('shows the active one of sources that replace each other, however new the words of the others are', () => {
    board.switchSource({ symbol: 'BTC-USD', source: 'coinbase', previous: null, from: null });
    tell('coinbase', 90, 1_000);
    tell('kraken', 100, 2_000);
    expect(board.latest('BTC-USD')?.source).toBe('coinbase');
    board.switchSource({ symbol: 'BTC-USD', source: 'kraken', previous: 'coinbase', from: 91 });
    expect(board.latest('BTC-USD')).toMatchObject({ source: 'kraken', quote: { asOf: 100 } });
    tell('coinbase', 101, 3_000);
    expect(board.latest('BTC-USD')?.source).toBe('kraken');
  });

  it('keeps the last quote of a source that was left until the new one has told one', () => {
    board.restoreSources(new Map([['BTC-USD', [{ from: Number.NEGATIVE_INFINITY, source: 'coinbase' }]]]));
    tell('coinbase', 90, 1_000);
    board.switchSource({ symbol: 'BTC-USD', source: 'kraken', previous: 'coinbase', from: 91 });
    expect(board.latest('BTC-USD')?.source).toBe('coinbase');
    tell('kraken', 100, 2_000);
    expect(board.latest('BTC-USD')?.source).toBe('kraken');
  });

  it('passes over switches from a source that is not active, and over those that come again', () => {
    const over = { symbol: 'BTC-USD', source: 'kraken', previous: 'coinbase', from: 91 };
    for (const change of [{ ...over, source: 'coinbase', previous: null, from: null }, over]) board.switchSource(change);
    tell('coinbase', 90, 1_000);
    tell('kraken', 100, 2_000);
    board.switchSource({ ...over, source: 'binance' });
    board.switchSource({ symbol: 'BTC-USD', source: 'coinbase', previous: 'kraken', from: 101 });
    board.switchSource(over);
    expect(board.latest('BTC-USD')?.source).toBe('coinbase');
  });

  it('knows when a source was last heard of any symbol', () => {
    tell('kraken', 100, 1_000);
    tell('kraken', 100, 5_000, '1', 'ETH-USD');
    expect(board.heardAt('kraken')).toBe(5_000);
    expect(board.heardAt('coinbase')).toBe(0);
  });
});

function tell(source: string, asOf: number, receivedAt: number, price = '10', symbol = 'BTC-USD'): void {
  board.apply({ symbol, source, provenance: 'LIVE', receivedAt, quote: bareQuote(price, asOf) });
}
