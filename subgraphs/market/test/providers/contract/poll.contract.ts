import { HOUR_MS, MINUTE_MS } from '@marketgraph/vocabulary';
import { expect, test } from 'vitest';
import type { GivenFeed } from './given-feed.ts';

/** What a feed promises that asks for its prices. */
export function pollContract(given: GivenFeed): void {
  test('tells the prices of all its symbols as the venue wrote them, and calls them delayed', async () => {
    const { driver } = given;
    const expected = driver.symbols.map((symbol) => driver.trade(symbol).price);
    const reader = given.reader().start();
    await reader.until('both came', () => driver.symbols.every((symbol) => reader.snapshots.some((one) => one.symbol === symbol)));
    expect(driver.symbols.map((symbol) => reader.snapshots.find((one) => one.symbol === symbol)?.price)).toEqual(expected);
    expect(new Set(reader.deliveries.map(({ provenance }) => provenance))).toEqual(new Set(['DELAYED']));
  });

  test('asks at once for what somebody wants, and says how many that will be', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.until('all came', () => reader.deliveries.length >= 4);
    const { price } = driver.trade(driver.symbols[0]);
    expect(await reader.feed.fetchNow?.([driver.symbols[0], driver.unknownSymbol])).toBe(1);
    await reader.until('its price came', () => reader.snapshots.at(-1)?.price === price);
  });

  test('counts and skips malformed answers, and goes on', async () => {
    const { driver } = given;
    driver.server.troubleRest({ body: driver.malformedFrame() }, { body: 'no json at all' });
    const reader = given.reader().start();
    await reader.until('the others came', () => reader.deliveries.length >= 2);
    expect(await reader.metric('market_feed_malformed_total')).toBe(2);
    expect(reader.notices.map(({ state }) => state)).not.toContain('DOWN');
  });

  test("says that it is limited in the venue's own way, asks nobody until then, and is live again", async () => {
    const { driver } = given;
    driver.limit();
    const reader = given.reader().start();
    await reader.until('it is limited', () => reader.state === 'RATE_LIMITED');
    await driver.clock.advance(MINUTE_MS);
    expect(driver.server.restRequests).toHaveLength(1);
    await driver.clock.advance(6 * HOUR_MS);
    await reader.until('prices come', () => reader.deliveries.length > 0);
    await reader.live();
  });

  test('is down while the venue hangs up, and comes back by itself', async () => {
    const { driver } = given;
    driver.server.cutRest(true);
    const reader = given.reader().start();
    await reader.until('it is down', () => reader.state === 'DOWN');
    driver.server.cutRest(false);
    await driver.clock.advance(HOUR_MS);
    await reader.until('prices come', () => reader.deliveries.length > 0);
    await reader.live();
  });

  test('asks again for nothing that it knows, after a restart', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.until('all came', () => reader.deliveries.length >= 4);
    await reader.end();
    const asked = driver.server.restRequests.length;
    const again = given.reader().start(reader.position);
    await again.live();
    await again.pass(MINUTE_MS);
    expect(driver.server.restRequests).toHaveLength(asked);
  });

  test('tells what is left of its budget', async () => {
    const { driver } = given;
    const reader = given.reader();
    const before = await reader.feed.budget?.();
    reader.start();
    await reader.until('all came', () => reader.deliveries.length >= 4);
    const after = await reader.feed.budget?.();
    expect((before?.remaining ?? 0) - (after?.remaining ?? 0)).toBe(driver.server.restRequests.length);
    expect(after?.resetsAt).toBeGreaterThan(driver.clock.now());
  });

  test('writes its keys nowhere, whatever goes wrong', async () => {
    const { driver } = given;
    const [secret = ''] = driver.secrets;
    driver.limit();
    driver.server.troubleRest({ status: 500, body: `${secret} broke it` });
    const reader = given.reader().start();
    await reader.until('it is limited', () => reader.state === 'RATE_LIMITED');
    await driver.clock.advance(6 * HOUR_MS);
    await reader.until('it is down', () => reader.state === 'DOWN');
    await driver.clock.advance(HOUR_MS);
    await reader.until('prices come', () => reader.deliveries.length > 0);
    const { text } = await reader.metrics.render();
    const written = [text, ...reader.logged, JSON.stringify([reader.notices, reader.deliveries])].join('\n');
    for (const one of driver.secrets) expect(written).not.toContain(one);
    expect(written).toContain('[hidden]');
  });
}
