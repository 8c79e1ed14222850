import { writeFileSync } from 'node:fs';
import { encodeCursor } from '@marketgraph/bus';
import type { AnyNewEvent } from '@marketgraph/events';
import { LinkProxy } from '@marketgraph/test-kit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dice } from './support/dice.ts';
import { prices } from './support/events.ts';
import { fakeSubgraph, fakeSubgraphs } from './support/fake-subgraphs.ts';
import { documentedProgram, type Line, LosslessProgram } from './support/lossless-program.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'BTC-USD'];
const seed = Number(process.env['SEED'] ?? 7);
const lifetimeS = 60;

let running: RunningGateway;
let link: LinkProxy;
let program: LosslessProgram;
let signedIn: number;
let told: number;

beforeEach(async () => {
  signedIn = 0;
  told = 0;
  running = await runGateway({ subgraphs: subgraphs() });
  link = await LinkProxy.open(() => ({ host: '127.0.0.1', port: running.gateway.port }));
  program = new LosslessProgram({
    ADDRESS: `http://127.0.0.1:${link.port}/graphql`,
    EMAIL: 'sample@example.com',
    PASSWORD: 'sample',
    SYMBOLS: SYMBOLS.join(','),
  });
});
afterEach(async () => {
  await program.kill();
  await link.close();
  await running.gateway.stop();
});

function subgraphs() {
  const signIn = async () => {
    signedIn++;
    const accessToken = await running.tokens.sign({ exp: lifetimeS });
    const expiresAt = new Date(running.clock.now() + lifetimeS * 1_000).toISOString();
    return { session: { accessToken, refreshToken: 'r', expiresAt, user: { id: 'u' } }, userErrors: [] };
  };
  return { ...fakeSubgraphs(), accounts: fakeSubgraph('accounts', { Mutation: { signIn } }) };
}

/** Another gateway over the same log: what the first one knew is gone. */
async function replaceGateway(how: 'drained' | 'cut'): Promise<void> {
  const { log, clock, tokens } = running;
  if (how === 'cut') link.refuse();
  const stopped = running.gateway.stop();
  if (how === 'drained') await stopped;
  const next = await runGateway({ log, clock, jwtKeysDir: tokens.folder, subgraphs: subgraphs() });
  await stopped;
  running = { ...next, log, clock, tokens };
  link.mend();
}

/** Trades whose prices count from 1, over all symbols. */
async function tell(count: number, dice: Dice): Promise<void> {
  const events: AnyNewEvent[] = [];
  for (let left = count; left > 0; ) {
    const trades = Math.min(left, dice.between(1, 4));
    const event = prices(dice.pick(SYMBOLS) ?? 'AAPL', '1', trades);
    const { payload } = event as { payload: { trades: { key: number[]; price: string[] } } };
    payload.trades.key = Array.from({ length: trades }, (_, index) => told + index + 1);
    payload.trades.price = payload.trades.key.map(String);
    told += trades;
    left -= trades;
    events.push(event);
  }
  await running.log.append(events);
}

function trades(lines: readonly Line[]): Line[] {
  return lines.filter(({ tradeId }) => tradeId !== undefined);
}

/** Waits for all that was told: each trade once, those of a symbol in their order, and no gap. */
async function expectComplete(): Promise<void> {
  const heard = trades(await program.until((lines) => new Set(trades(lines).map(({ price }) => price)).size >= told));
  const numbers = heard.map(({ price }) => Number(price));
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: told }, (_, index) => index + 1));
  for (const symbol of SYMBOLS) {
    const own = heard.filter((line) => line.symbol === symbol).map(({ price }) => Number(price));
    expect(own).toEqual([...own].sort((a, b) => a - b));
  }
  expect(heard.filter(({ gap }) => gap)).toEqual([]);
}

async function startProgram(): Promise<void> {
  program.start();
  await program.until(([first]) => first !== undefined);
}

const harms: Readonly<Record<string, () => Promise<void> | void>> = {
  'its socket is reset': () => link.reset(),
  'it is killed and started again': async () => {
    await program.kill();
    program.start();
  },
  'its gateway is killed and another one takes over': () => replaceGateway('cut'),
  'its gateway stops in good order and another one takes over': () => replaceGateway('drained'),
  'its token expires': () => running.clock.advance(lifetimeS * 1_000),
};

test('the documented program has 40 lines', () => {
  expect(documentedProgram().trimEnd().split('\n').length).toBe(40);
});

test.each(Object.entries(harms))(
  'the documented program has every trade once and in order when %s',
  { timeout: 60_000 },
  async (_, harm) => {
    const dice = new Dice(seed);
    await startProgram();
    await tell(20, dice);
    await program.until((lines) => trades(lines).length >= 10);
    await harm();
    await tell(20, dice);
    await expectComplete();
  },
);

test(`the documented program has every trade once through 20 harms one after the other (seed ${seed})`, { timeout: 90_000 }, async () => {
  const dice = new Dice(seed);
  await startProgram();
  for (let round = 0; round < 20; round++) {
    await tell(dice.between(1, 30), dice);
    const reached = dice.chance(0.5) ? told - dice.between(0, 20) : 0;
    await program.until((lines) => trades(lines).length >= reached);
    await dice.pick(Object.values(harms))?.();
  }
  await tell(20, dice);
  await expectComplete();
  expect(signedIn).toBeGreaterThan(1);
});

test('a link that goes mute without a word is given up, and what came meanwhile is told', async () => {
  const dice = new Dice(seed);
  await startProgram();
  await tell(20, dice);
  await program.until((lines) => trades(lines).length >= 20);
  link.blackHole();
  await tell(20, dice);
  link.forget();
  await expectComplete();
});

test('half a line that a kill has left in its file is taken for nothing: it goes on behind the line before', async () => {
  const { json } = await running.post({ query: '{ liveCursor }' });
  writeFileSync(program.file, `${JSON.stringify({ cursor: json.data.liveCursor })}\n{"cursor":"of an ev`);
  await tell(10, new Dice(seed));
  program.start();
  await expectComplete();
});

test('what can no longer be served is a gap in the file, with its bounds, and what comes after it is complete', async () => {
  const other = encodeCursor({ epoch: 'another', positions: [1, 1, 1, 1] });
  writeFileSync(program.file, `${JSON.stringify({ cursor: other })}\n`);
  program.start();
  const dice = new Dice(seed);
  let first: Line | undefined;
  while (!first) {
    await tell(1, dice);
    [first] = await program.until((lines) => trades(lines).length > 0, 200).then(trades, () => []);
  }
  expect(first.gap).toMatchObject({ from: other, reason: 'OTHER_EPOCH' });
  const numbers = trades(await program.until((lines) => lines.some(({ price }) => price === String(told)))).map(({ price }) => price);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => String(Number(first.price) + index)));
});
