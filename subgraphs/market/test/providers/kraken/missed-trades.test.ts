import { expect, it } from 'vitest';
import { classifyKraken } from '../../../src/providers/kraken/classify.ts';
import { missedTrades, restPair } from '../../../src/providers/kraken/missed-trades.ts';
import { scriptedRest } from '../scripted-rest.ts';

const signal = new AbortController().signal;
const since = Date.parse('2023-07-06T18:33:17.827Z');

/** A body as Kraken writes it: prices as texts, time and id as numbers. */
function page(rows: readonly (readonly [id: number, seconds: string])[], last = '1688671969993150842'): string {
  const told = rows.map(([id, seconds]) => `["30243.40000","0.34507674",${seconds},"b","m","",${id}]`);
  return `{"error":[],"result":{"XXBTZUSD":[${told.join(',')}],"last":"${last}"}}`;
}

function asking(...bodies: string[]) {
  const scripted = scriptedRest(() => classifyKraken(200, {}, bodies.shift() ?? page([])));
  const ask = (first: number, last: number) => missedTrades(scripted.rest, { symbol: 'BTC-USD', missing: { first, last, since } }, signal);
  return { ...scripted, ask };
}

it('trades that were missed are asked for from right before the last known one, and told as the websocket tells them', async () => {
  const { ask, asked } = asking(
    page([
      [6, '1688668397.8277369'],
      [7, '1688668397.8280001'],
      [8, '1688668398.0'],
      [9, '1688668398.1'],
    ]),
  );
  const { trades, lostBelow } = await ask(7, 8);
  expect(asked).toEqual([`/0/public/Trades?pair=XBTUSD&since=${since - 1}000000&count=1000`]);
  expect(lostBelow).toBeNull();
  expect(trades).toEqual([
    { symbol: 'BTC-USD', key: 7, price: '30243.40000', size: '0.34507674', side: 'BUY', occurredAt: since + 1, conditions: null },
    expect.objectContaining({ key: 8, occurredAt: since + 173 }),
  ]);
});

it('what the venue does not reach back to any more is lost', async () => {
  const { ask } = asking(
    page([
      [9, '1688668398.1'],
      [10, '1688668398.2'],
    ]),
  );
  expect(await ask(7, 10)).toMatchObject({ trades: [{ key: 9 }, { key: 10 }], lostBelow: 9 });
});

it('a full page of trades that are known leads to the next one', async () => {
  const full = Array.from({ length: 1_000 }, (_, index) => [index, '1688668397.827'] as const);
  const { ask, asked } = asking(page(full, '1688668397827000001'), page([[1_000, '1688668397.828']]));
  expect(await ask(1_000, 1_000)).toMatchObject({ trades: [{ key: 1_000 }], lostBelow: null });
  expect(asked.map((text) => new URLSearchParams(text.split('?')[1]).get('since'))).toEqual([`${since - 1}000000`, '1688668397827000001']);
});

it('numbers that the venue skipped never were', async () => {
  const { ask } = asking(
    page([
      [6, '1688668397.827'],
      [9, '1688668398.1'],
    ]),
  );
  expect(await ask(7, 8)).toEqual({ trades: [], lostBelow: null, toldTo: 8 });
});

it('what REST does not tell yet is not lost', async () => {
  expect(await asking(page([])).ask(7, 8)).toEqual({ trades: [], lostBelow: null, toldTo: 6 });
  expect(await asking(page([[6, '1688668397.827']])).ask(7, 8)).toEqual({ trades: [], lostBelow: null, toldTo: 6 });
});

it.each([
  '{"error":[],"result":{"XXBTZUSD":[["1","1",1,"b","m",""]],"last":"1"}}',
  page([[7, '"x"']]),
  page([[7, '1']], 'x'),
  '{"result":{}}',
  'x',
])('a page that cannot be read is no answer: %s', async (body) => {
  await expect(asking(body).ask(7, 8)).rejects.toMatchObject({ name: 'NotAnswered', mayLater: true });
});

it.each([
  ['EGeneral:Too many requests', 'RATE_LIMITED'],
  ['EAPI:Rate limit exceeded', 'RATE_LIMITED'],
  ['EService:Unavailable', 'UPSTREAM_DOWN'],
  ['EService:Busy', 'UPSTREAM_DOWN'],
  ['EGeneral:Internal error', 'UPSTREAM_DOWN'],
  ['EQuery:Unknown asset pair', 'BAD_REQUEST'],
  ['EGeneral:Permission denied', 'UNAUTHORISED'],
])('an error that comes with HTTP 200, %s, is %s', (error, kind) => {
  expect(classifyKraken(200, {}, JSON.stringify({ error: [error] }))).toMatchObject({ kind, reason: error });
});

it('a warning beside a result is no error, and a status still counts', () => {
  expect(classifyKraken(200, {}, '{"error":["WGeneral:Old"],"result":{"last":"1"}}')).toEqual({ kind: 'OK', body: { last: '1' } });
  expect(classifyKraken(503, {}, 'down for maintenance').kind).toBe('UPSTREAM_DOWN');
  expect(classifyKraken(200, {}, '<html>').kind).toBe('MALFORMED');
});

it('pairs have the names of REST', () => {
  expect(['BTC-USD', 'DOGE-EUR', 'ETH-BTC', 'SOL-USD'].map(restPair)).toEqual(['XBTUSD', 'XDGEUR', 'ETHXBT', 'SOLUSD']);
});
