import { describe, expect, it } from 'vitest';
import { KeyedStore } from '../src/graphql/live/keyed-store.ts';
import { type QuoteFacts, QuoteStore } from '../src/graphql/live/quote-store.ts';

/** Frames that come when the test says so. */
class Frames {
  readonly waiting: (() => void)[] = [];
  readonly schedule = (flush: () => void) => void this.waiting.push(flush);

  next(): void {
    for (const flush of this.waiting.splice(0)) flush();
  }
}

const facts = (price: string, asOf: string): QuoteFacts => ({
  price,
  change: null,
  changePercent: null,
  volume: '0',
  asOf,
  freshness: 'LIVE',
  source: 'test',
});

describe('the keyed store', () => {
  it('asks for one frame, however many values are set before it comes', () => {
    const frames = new Frames();
    const store = new KeyedStore<number>(frames.schedule);
    for (let value = 0; value < 1_000; value++) store.set(`key-${value % 10}`, value);
    expect(frames.waiting).toHaveLength(1);
  });

  it('tells each listener once per frame, with the newest value of its key', () => {
    const frames = new Frames();
    const store = new KeyedStore<number>(frames.schedule);
    const heard: (number | undefined)[] = [];
    store.subscribe('a', () => heard.push(store.get('a')));
    store.set('a', 1);
    store.set('a', 2);
    store.set('b', 3);
    expect(store.get('a')).toBeUndefined();
    frames.next();
    store.set('a', 4);
    frames.next();
    expect(heard).toEqual([2, 4]);
  });

  it('shows a listener all keys of the frame, not only its own', () => {
    const frames = new Frames();
    const store = new KeyedStore<number>(frames.schedule);
    let other: number | undefined;
    store.subscribe('a', () => {
      other = store.get('b');
    });
    store.set('a', 1);
    store.set('b', 2);
    frames.next();
    expect(other).toBe(2);
  });

  it('is silent to those who left', () => {
    const frames = new Frames();
    const store = new KeyedStore<number>(frames.schedule);
    let heard = 0;
    const leave = store.subscribe('a', () => {
      heard += 1;
    });
    leave();
    store.set('a', 1);
    frames.next();
    expect(heard).toBe(0);
  });
});

describe('the quote store', () => {
  it('knows which way the price went and counts the moves', () => {
    const frames = new Frames();
    const store = new QuoteStore(frames.schedule);
    store.report('AAPL', facts('100.00', '2026-11-20T14:00:00.000Z'));
    store.report('AAPL', facts('100.50', '2026-11-20T14:00:01.000Z'));
    store.report('AAPL', facts('100.25', '2026-11-20T14:00:02.000Z'));
    frames.next();
    expect(store.get('AAPL')).toMatchObject({ price: '100.25', moved: 'down', moves: 2 });
  });

  it('does not count a first price or an equal one as a move', () => {
    const frames = new Frames();
    const store = new QuoteStore(frames.schedule);
    store.report('AAPL', facts('100.00', '2026-11-20T14:00:00.000Z'));
    store.report('AAPL', facts('100.0', '2026-11-20T14:00:01.000Z'));
    frames.next();
    expect(store.get('AAPL')).toMatchObject({ moved: null, moves: 0 });
  });

  it('keeps the newer price when an older one arrives late', () => {
    const frames = new Frames();
    const store = new QuoteStore(frames.schedule);
    store.report('AAPL', facts('101.00', '2026-11-20T14:00:05.000Z'));
    store.report('AAPL', facts('99.00', '2026-11-20T14:00:04.000Z'));
    frames.next();
    expect(store.get('AAPL')?.price).toBe('101.00');
  });
});
