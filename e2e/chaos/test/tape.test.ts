import { describe, expect, it } from 'vitest';
import { type Told, tape } from '../ledger/tape.ts';

const options = { seed: 5, seconds: 60, rate: 200 };
const messages = [...tape(options)];
const trades = messages.filter(({ repeat }) => !repeat);
const perSymbol = [...Map.groupBy(trades, ({ trade }) => trade.symbol).values()];
const neighbours = (holds: (one: Told, next: Told) => boolean) =>
  perSymbol.some((line) => line.some((one, index) => line[index + 1] && holds(one, line[index + 1] as Told)));

describe('the tape', () => {
  it('is the same for the same seed, and another for another', () => {
    expect([...tape(options)]).toEqual(messages);
    expect([...tape({ ...options, seed: 6 })]).not.toEqual(messages);
  });

  it('has exactly the trades that were asked for, each under a key of its own', () => {
    expect(trades.length).toBe(12_000);
    expect(new Set(trades.map(({ trade }) => `${trade.symbol} ${trade.key}`)).size).toBe(12_000);
    expect(messages.every((told, index) => told.t >= (messages[index - 1]?.t ?? 0))).toBe(true);
  });

  it('has all that real venues do: repeats, twins, one instant for several, trades out of order, trades minutes late', () => {
    expect(messages.length).toBeGreaterThan(12_100);
    expect(neighbours(({ trade: a }, { trade: b }) => a.at === b.at && a.price === b.price && a.size === b.size)).toBe(true);
    expect(neighbours(({ trade: a }, { trade: b }) => a.at === b.at && a.price !== b.price)).toBe(true);
    expect(neighbours(({ trade: a }, { trade: b }) => a.key > b.key)).toBe(true);
    expect(trades.some(({ trade, t }) => trade.at < t - 120_000)).toBe(true);
  });
});
