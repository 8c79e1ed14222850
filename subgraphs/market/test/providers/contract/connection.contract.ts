import { expect, test } from 'vitest';
import type { FeedCapabilities } from './feed-driver.ts';
import type { GivenFeed } from './given-feed.ts';

const CEILINGS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
const ALMOST_ONE = 1 - Number.EPSILON;

export function connectionContract(given: GivenFeed, can: FeedCapabilities): void {
  test('says that it connects, and that it is live when its subscriptions are followed', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    expect(reader.states).toEqual(['CONNECTING', 'LIVE']);
    await reader.until('both are followed', () => driver.followed().length === 2);
    expect(driver.followed().toSorted()).toEqual([...driver.symbols].sort());
  });

  if (can.acknowledges) {
    test('is not live before the venue has answered, and asks again for what it does not answer', async () => {
      const { driver } = given;
      driver.server.mute(true);
      const reader = given.reader().start();
      await reader.until('it has asked', () => [...driver.server.links].some(({ received }) => received.length > 0));
      const [link] = driver.server.links;
      const asked = link?.received.length ?? 0;
      await reader.pass(1_000);
      expect(reader.state).toBe('CONNECTING');
      driver.server.mute(false);
      await reader.live();
      expect(link?.received.length).toBeGreaterThan(asked);
      expect(driver.server.pastLinks).toHaveLength(1);
    });
  }

  if (can.refusesSymbols) {
    test('tells once that a symbol is refused, and follows the others', async () => {
      const { driver } = given;
      const reader = given.reader([driver.symbols[0], driver.unknownSymbol, driver.symbols[1]]).start();
      await reader.until('both are followed', () => reader.state === 'LIVE' && driver.followed().length === 2);
      driver.trade(driver.symbols[1]);
      await reader.until('the trade came', () => reader.trades.length === 1);
      driver.server.disconnect();
      await reader.lost();
      await reader.until('both are followed', () => reader.state === 'LIVE' && driver.followed().length === 2);
      await reader.pass(5_000);
      expect(reader.logged.filter((line) => line.startsWith('A venue refused a symbol.'))).toHaveLength(1);
      expect(reader.notices.at(-1)?.detail).toMatch(/^Not followed: NONE/);
    });
  }

  test('follows one more symbol while it runs', async () => {
    const { driver } = given;
    const [first, second] = driver.symbols;
    const reader = given.reader([first]).start();
    await reader.live();
    const [instrument] = given.reader([second]).feed.instruments;
    expect(instrument && reader.feed.track?.(instrument)).toBe(true);
    await reader.until('both are followed', () => driver.followed().length === 2);
    driver.trade(second);
    await reader.until('the trade came', () => reader.pricesOf(second).length === 1);
    expect(reader.feed.instruments.map(({ symbol }) => symbol)).toEqual([first, second]);
    expect(driver.server.pastLinks).toHaveLength(1);
  });

  test('answers the pings of the venue, and pings it each second', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    const [link] = driver.server.links;
    let [pongs, pings] = [0, 0];
    link?.ws.on('pong', () => {
      pongs += 1;
    });
    link?.ws.on('ping', () => {
      pings += 1;
    });
    link?.ws.ping('are you there');
    await reader.pass(5_000);
    expect(pongs).toBe(1);
    expect(pings).toBeGreaterThanOrEqual(4);
    expect(pings).toBeLessThanOrEqual(6);
  });

  test('stays connected through a quiet hour of heartbeats, and is heard of', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    for (let minute = 0; minute < 3; minute++) {
      driver.heartbeat();
      await reader.pass(10_000);
      expect(driver.clock.now() - (reader.feed.heardAt?.() ?? 0)).toBeLessThanOrEqual(10_100);
    }
    expect(reader.states).toEqual(['CONNECTING', 'LIVE']);
    expect(driver.server.pastLinks).toHaveLength(1);
  });

  test('is not heard of while the venue answers pings and tells nothing, and then connects anew', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    const before = driver.clock.now();
    driver.server.mute(true);
    await reader.pass(10_000);
    expect(reader.feed.heardAt?.() ?? 0).toBeLessThanOrEqual(before);
    expect(reader.state).toBe('LIVE');
    await reader.until('it gave up', () => reader.state === 'DOWN');
    expect(reader.notices.at(-1)?.detail).toContain('answers pings and tells nothing');
    driver.server.mute(false);
    await reader.live();
    expect(driver.server.pastLinks.length).toBeGreaterThan(1);
  });

  test('finds a half-open link within 5 s', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    await reader.pass(3_000);
    const since = driver.clock.now();
    driver.server.freeze(true);
    await reader.until('it is down', () => reader.state === 'DOWN');
    expect((reader.notices.at(-1)?.at ?? 0) - since).toBeLessThanOrEqual(5_000);
    driver.server.freeze(false);
    await reader.live();
  });

  test('connects again after its connection was lost, and follows all its symbols again', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    driver.server.disconnect();
    await reader.lost();
    expect(reader.state).toBe('CONNECTING');
    await reader.live();
    await reader.until('both are followed', () => driver.followed().length === 2);
    expect(driver.followed().toSorted()).toEqual([...driver.symbols].sort());
    driver.trade(driver.symbols[1]);
    await reader.until('the trade came', () => reader.trades.length === 1);
    expect(await reader.metric('market_feed_reconnects_total')).toBe(1);
  });

  test('waits longer after each failure, up to 15 s, and at most as long as that', async () => {
    const { driver } = given;
    driver.server.refuse({ status: 503, body: '' });
    const reader = given.reader(undefined, () => ALMOST_ONE).start();
    await reader.until('it has tried', () => driver.server.attempts.length === CEILINGS_MS.length + 1);
    expect(reader.state).toBe('DOWN');
    const pauses = driver.server.attempts.slice(1).map((at, index) => at - (driver.server.attempts[index] ?? 0));
    for (const [index, ceiling] of CEILINGS_MS.entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(ceiling - 1);
      expect(pauses[index]).toBeLessThanOrEqual(ceiling + 500);
    }
  });

  test('waits any part of that, none included', async () => {
    const { driver } = given;
    driver.server.refuse({ status: 503, body: '' });
    const begun = driver.clock.now();
    const reader = given.reader(undefined, () => 0).start();
    await reader.until('it has tried', () => driver.server.attempts.length === CEILINGS_MS.length + 1);
    expect(driver.clock.now() - begun).toBeLessThan(5_000);
  });

  test('takes an open socket that tells nothing for no success', async () => {
    const { driver } = given;
    driver.server.hangUp(true);
    const reader = given.reader(undefined, () => ALMOST_ONE).start();
    await reader.until('it has tried', () => driver.server.attempts.length === 6);
    const [last = 0, before = 0] = driver.server.attempts.slice(-2).reverse();
    expect(last - before).toBeGreaterThanOrEqual(3_999);
  });

  test('takes a subscription that is followed and tells nothing for no success either', async () => {
    const { driver } = given;
    const reader = given.reader(undefined, () => ALMOST_ONE).start();
    for (let count = 0; count < 6; count++) {
      await reader.until('both are followed', () => driver.server.attempts.length === count + 1 && driver.followed().length === 2);
      driver.server.disconnect();
      await reader.until('it tried again', () => driver.server.attempts.length === count + 2);
    }
    const [last = 0, before = 0] = driver.server.attempts.slice(-2).reverse();
    expect(last - before).toBeGreaterThanOrEqual(7_999);
  });

  test('says when the venue refuses connections for coming too often, and stays away for as long as it asks', async () => {
    const { driver } = given;
    driver.server.refuse({ status: 429, headers: { 'retry-after': '30' }, body: '' });
    const reader = given.reader().start();
    await reader.until('it was refused', () => reader.state === 'RATE_LIMITED');
    await reader.pass(29_000);
    expect(driver.server.attempts).toHaveLength(1);
    driver.server.refuse(null);
    await reader.live();
    expect(driver.server.attempts).toHaveLength(2);
  });

  test('comes back within a day, however long the venue wants to be left alone', async () => {
    const { driver } = given;
    driver.server.refuse({ status: 429, headers: { 'retry-after': '99999999' }, body: '' });
    const reader = given.reader().start();
    await reader.until('it was refused', () => reader.state === 'RATE_LIMITED');
    driver.server.refuse(null);
    const next = driver.clock.nextAt ?? 0;
    expect(next - driver.clock.now()).toBeLessThanOrEqual(86_400_000);
    await driver.clock.advance(86_400_000);
    await reader.live();
    expect(driver.server.attempts).toHaveLength(2);
  });

  test('leaves nothing behind when it ends: no connection, no timer, no further word', async () => {
    const { driver } = given;
    const reader = given.reader().start();
    await reader.live();
    driver.trade(driver.symbols[0], can.ids ? 'DROPPED' : 'SENT');
    await reader.pass(2_000);
    await reader.end();
    await reader.until('the venue saw it go', () => driver.server.links.size === 0);
    const told = [reader.notices.length, reader.deliveries.length, driver.server.attempts.length, driver.server.restRequests.length];
    driver.server.disconnect();
    await reader.pass(60_000);
    expect(reader.sleeping).toBe(0);
    expect([reader.notices.length, reader.deliveries.length, driver.server.attempts.length, driver.server.restRequests.length]).toEqual(
      told,
    );
  });

  test('ends as well while it waits for its next attempt', async () => {
    const { driver } = given;
    driver.server.refuse({ status: 503, body: '' });
    const reader = given.reader(undefined, () => ALMOST_ONE).start();
    await reader.until('it waits', () => driver.server.attempts.length === 6);
    await reader.end();
    await reader.pass(60_000);
    expect([reader.sleeping, driver.server.attempts.length]).toEqual([0, 6]);
  });
}
