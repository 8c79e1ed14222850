import { describe, expect, it } from 'vitest';
import type { FeedGap } from '../../../src/domain/price-feed.ts';
import { MANY_GAPS, MAX_WAITING, StreamOutbox } from '../../../src/providers/stream/stream-outbox.ts';

const gapOf = (id: number, state: FeedGap['state']): FeedGap => ({
  ...{ symbol: 'BTC-USD', id: String(id), state, from: 0, to: null, missing: null, reason: 'cut' },
});

describe('what waits for a consumer that takes nothing', () => {
  it('is bounded where the same gaps open and close again and again', () => {
    const outbox = new StreamOutbox(() => undefined);
    for (let count = 0; count < 100_000; count++) outbox.gap(gapOf(count % 30, count < 99_970 ? 'OPEN' : 'FILLED'));
    const gaps = outbox.takeItems()?.gaps ?? [];
    expect(gaps.length).toBeLessThanOrEqual(MANY_GAPS);
    const last = new Map(gaps.map((gap) => [gap.id, gap.state]));
    expect([...last.values()]).toEqual(Array.from({ length: 30 }, () => 'FILLED'));
  });

  it('is bounded where ever new gaps open: nothing is read any more', () => {
    const full: boolean[] = [];
    const outbox = new StreamOutbox((isFull) => full.push(isFull));
    for (let id = 0; id < MAX_WAITING; id++) outbox.gap(gapOf(id, 'LOST'));
    outbox.flush();
    expect(full).toEqual([true]);
    expect(outbox.takeItems()?.gaps).toHaveLength(MAX_WAITING);
  });

  it('is bounded where its state changes again and again: the last one is told', () => {
    const outbox = new StreamOutbox(() => undefined);
    for (let count = 0; count <= 10_000; count++) outbox.notice({ state: count % 2 === 0 ? 'DOWN' : 'LIVE', detail: String(count) });
    const details: (string | null)[] = [];
    for (let notice = outbox.takeNotice(); notice; notice = outbox.takeNotice()) details.push(notice.detail);
    expect([details.length <= 20, details.at(-1)]).toEqual([true, '10000']);
  });
});
