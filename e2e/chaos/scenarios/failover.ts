import { setTimeout as sleep } from 'node:timers/promises';
import { VenueProcess } from '../../feeds/venue-process.ts';
import { drainLive, judgeLive } from '../report/ledger-process.ts';
import { type Finding, say } from '../report/print.ts';
import { type FeedStack, startFeedStack, untilFeeds } from '../stack/feed-stack.ts';
import { QuoteWatch } from '../stack/quote-watch.ts';
import { liveFindings } from './live-findings.ts';
import type { Scenario } from './scenario.ts';

const SYMBOL = 'BTC-USD';
const MOST_PER_SECOND = 1_000;
const TAKE_OVER_BAR_MS = 3_000;
/** A link that says nothing at all is found out first; a venue that is connected and mute has twice its expected interval. */
const HALF_OPEN_BAR_MS = 5_500;
const MUTE_BAR_MS = 7_000;
const AWAY_MS = 6_000;
const WELL_MS = 30_000;
const RETURN_BAR_MS = 45_000;
const LEADER_BAR_MS = 10_000;
const LIMIT_MS = 60_000;
/** Trades come by the hundred in a second: whoever counts, no time is empty. */
const SILENCE_BAR_MS = 1_000;
const DENSEST_BAR = 1.6;

interface Death {
  readonly name: string;
  readonly barMs: number;
  die(venue: VenueProcess): Promise<unknown>;
  comeBack(venue: VenueProcess, rate: number): Promise<unknown>;
}

const deaths: readonly Death[] = [
  {
    name: 'killed',
    barMs: TAKE_OVER_BAR_MS,
    die: (venue) => venue.kill(),
    async comeBack(venue, rate) {
      await venue.start();
      await venue.command({ do: 'trade', rate });
    },
  },
  {
    name: 'black hole',
    barMs: HALF_OPEN_BAR_MS,
    die: (venue) => venue.command({ do: 'black hole' }),
    comeBack: (venue) => venue.command({ do: 'forget' }),
  },
  {
    name: 'refusing',
    barMs: TAKE_OVER_BAR_MS,
    die: (venue) => venue.command({ do: 'refuse', on: true }),
    comeBack: (venue) => venue.command({ do: 'refuse', on: false }),
  },
  {
    name: 'mute',
    barMs: MUTE_BAR_MS,
    die: (venue) => venue.command({ do: 'mute', on: true }),
    comeBack: (venue) => venue.command({ do: 'mute', on: false }),
  },
];

/** Two venues list one instrument; the better one dies in several ways, and comes back; then the process that leads both is killed. */
export const failover: Scenario = {
  name: 'failover',
  seconds: 240,
  async run(folder, options) {
    const rate = Math.min(options.rate, MOST_PER_SECOND);
    const [first, second] = (['coinbase', 'kraken'] as const).map((protocol, index) => {
      return new VenueProcess(folder, { protocol, seed: options.seed + index, symbols: [SYMBOL] });
    }) as [VenueProcess, VenueProcess];
    await Promise.all([first.start(), second.start()]);
    const feeds = { FEEDS: 'coinbase,kraken', SYMBOLS: `${SYMBOL}@coinbase+kraken`, ...first.addresses, ...second.addresses };
    const stack = await startFeedStack(folder, options, feeds);
    const watch = new QuoteWatch(stack, SYMBOL);
    try {
      await connected(stack);
      await Promise.all([first, second].map((venue) => venue.command({ do: 'trade', rate })));
      const beganAt = Date.now();
      if ((await watch.until(beganAt, ({ source }) => source === 'coinbase', 10_000)) === null)
        throw new Error('No quote of the first venue.');
      await sleep(3_000);
      const findings: Finding[] = [];
      const rounds = Math.max(1, Math.min(deaths.length, Math.floor(options.seconds / 55)));
      for (const death of deaths.slice(0, rounds)) findings.push(...(await dieAndComeBack(death, { first, watch, rate })));
      findings.push(...(await changeLeader(stack, watch)));
      await Promise.all([first, second].map((venue) => venue.command({ do: 'rest' })));
      const { drainMs } = await drainLive(folder, stack.databaseUrl(), LIMIT_MS);
      await untilFeeds(stack, (all) => all.every(({ openGaps }) => openGaps === 0), 20_000);
      const verdict = await judgeLive(folder, stack.databaseUrl(), `${stack.gateway.origin}/graphql`);
      const judged = liveFindings(verdict, drainMs);
      const [line] = verdict.lines;
      const changes = (line?.spans.length ?? 0) - 1;
      const silence = line?.longestSilenceMs ?? null;
      const own: Finding[] = [
        { name: 'changes of source', bar: `${2 * rounds}`, found: changes, met: changes === 2 * rounds },
        {
          name: 'longest time in no candle',
          bar: `<= ${SILENCE_BAR_MS} ms`,
          found: silence === null ? null : `${silence} ms`,
          met: silence !== null && silence <= SILENCE_BAR_MS,
        },
        {
          name: 'densest two seconds',
          bar: `<= ${DENSEST_BAR} x mean`,
          found: line?.densest.toFixed(2) ?? null,
          met: line !== undefined && line.densest <= DENSEST_BAR,
        },
      ];
      return {
        findings: [...findings, ...own, ...judged.findings],
        examples: [...judged.examples, ...(line?.spans ?? []).map((span) => `span ${JSON.stringify(span)}`)],
        figures: { measured: Object.fromEntries(findings.map(({ name, found }) => [name, found])), ...judged.figures },
      };
    } finally {
      watch.end();
      await Promise.all([stack.stop(), first.kill(), second.kill()]);
    }
  },
};

async function connected(stack: FeedStack): Promise<void> {
  const { held, feeds } = await untilFeeds(stack, (all) => all.length === 2 && all.every(({ state }) => state === 'LIVE'), LIMIT_MS);
  if (!held) throw new Error(`The feeds did not become LIVE: ${JSON.stringify(feeds)}`);
}

async function dieAndComeBack(
  death: Death,
  { first, watch, rate }: { readonly first: VenueProcess; readonly watch: QuoteWatch; readonly rate: number },
): Promise<Finding[]> {
  const diedAt = Date.now();
  await death.die(first);
  const tookMs = await watch.until(diedAt, ({ source }) => source === 'kraken', 20_000);
  say(`The first venue is ${death.name}: the second one is shown after ${tookMs ?? 'never a'} ms.`);
  await sleep(AWAY_MS);
  await death.comeBack(first, rate);
  const wellAt = Date.now();
  const backMs = await watch.until(wellAt, ({ source }) => source === 'coinbase', LIMIT_MS);
  say(`It is well again, and shown after ${backMs ?? 'never a'} ms.`);
  await sleep(2_000);
  const within = (least: number, ms: number | null, most: number) => ms !== null && ms >= least && ms <= most;
  const shown = (ms: number | null) => (ms === null ? null : `${ms} ms`);
  return [
    { name: `${death.name}: next shown`, bar: `<= ${death.barMs} ms`, found: shown(tookMs), met: within(0, tookMs, death.barMs) },
    {
      name: `${death.name}: back when well`,
      bar: `${WELL_MS} to ${RETURN_BAR_MS} ms`,
      found: shown(backMs),
      met: within(WELL_MS - 1_000, backMs, RETURN_BAR_MS),
    },
  ];
}

async function changeLeader(stack: FeedStack, watch: QuoteWatch): Promise<Finding[]> {
  const standBy = await stack.standBy();
  if (!standBy) return [];
  await sleep(8_000);
  await stack.ingest.kill();
  const killedAt = Date.now();
  const tookMs = await watch.until(killedAt, ({ asOf }) => asOf > killedAt + 200, 30_000);
  say(`The process that leads is killed: prices go on after ${tookMs ?? 'never a'} ms.`);
  await sleep(3_000);
  const found = tookMs === null ? null : `${tookMs} ms`;
  return [{ name: 'leader killed: prices go on', bar: `<= ${LEADER_BAR_MS} ms`, found, met: tookMs !== null && tookMs <= LEADER_BAR_MS }];
}
