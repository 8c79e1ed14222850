import { setTimeout as sleep } from 'node:timers/promises';
import { listings } from '../../feeds/venue/listing.ts';
import { VenueProcess } from '../../feeds/venue-process.ts';
import { Random } from '../random.ts';
import { drainLive, judgeLive } from '../report/ledger-process.ts';
import { type Finding, say } from '../report/print.ts';
import { type ChaosStack, startChaosStack } from '../stack/chaos-stack.ts';
import { untilFeeds } from '../stack/feed-stack.ts';
import { Links, type NamedLink } from '../stack/links.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { untilReady } from '../stack/victim.ts';
import { liveFindings } from './live-findings.ts';
import type { Scenario } from './scenario.ts';

const PROVIDER = 'market-ingest to the provider';
const names = [
  PROVIDER,
  ...['market-ingest', 'market-recorder', 'market-api'].flatMap((process) => [`${process} to Postgres`, `${process} to Redis`]),
  'gateway to Redis',
];
const FOUND_BAR_MS = 5_000;
const WORKS_BAR_MS = 10_000;
const LONGEST_HOLE_MS = 15_000;
const RESETS = 20;
const RESET_EVERY_MS = 250;
const SLOW = { latencyMs: 200, bytesPerSecond: 2_000_000 };
const SLOW_MS = 5_000;
const MOST_PER_SECOND = 2_000;
const LIMIT_MS = 120_000;

/** Every link of what a trade passes through is black-holed, reset again and again, and slowed, one after the other, under load. */
export const links: Scenario = {
  name: 'links',
  seconds: 280,
  async run(folder, options) {
    const rate = Math.min(options.rate, MOST_PER_SECOND);
    const symbols = listings.map(({ symbol }) => symbol);
    const venue = new VenueProcess(folder, { protocol: 'coinbase', seed: options.seed, symbols });
    await venue.start();
    const proxies = await Links.between(names);
    const lead = (name: string) => (address: string) => proxies.lead(name, address);
    const addresses = Object.fromEntries(Object.entries(venue.addresses).map(([name, address]) => [name, lead(PROVIDER)(address)]));
    const stack = await startChaosStack(folder, new Random(options.seed), {
      feeds: { FEEDS: 'coinbase', SYMBOLS: symbols.join(','), ...addresses },
      reach: (process, link, url) => proxies.lead(`${process} to ${link === 'REDIS_URL' ? 'Redis' : 'Postgres'}`, url),
    });
    try {
      const subscriber = await startSubscriber(stack, symbols);
      await stack.ingest.start();
      const { held } = await untilFeeds(stack, (all) => all.some(({ state }) => state === 'LIVE'), LIMIT_MS);
      if (!held) throw new Error('The feed did not become LIVE.');
      await venue.command({ do: 'trade', rate });
      await sleep(3_000);
      const holeMs = Math.min(LONGEST_HOLE_MS, Math.round((options.seconds * 1_000) / names.length - RESETS * RESET_EVERY_MS - SLOW_MS));
      const findings: Finding[] = [];
      const found: Record<string, Troubled> = {};
      for (const [index, link] of proxies.named.entries()) {
        const troubled = await trouble(link, stack, { holeMs, forgets: index % 2 === 0 });
        found[link.name] = troubled;
        say(`${link.name}: ${JSON.stringify(troubled)}`);
        findings.push(...findingsOf(link.name, troubled));
      }
      const { executed } = await venue.command({ do: 'rest' });
      const { drainMs } = await drainLive(folder, stack.postgres.url, LIMIT_MS);
      await subscriber.finish(executed);
      await untilFeeds(stack, (all) => all.every(({ openGaps }) => openGaps === 0), 20_000);
      const verdict = await judgeLive(folder, stack.postgres.url, `${stack.gateway.origin}/graphql`);
      const judged = liveFindings(verdict, drainMs);
      return { ...judged, findings: [...findings, ...judged.findings], figures: { ...judged.figures, links: found } };
    } finally {
      await Promise.all([stack.stop(), venue.kill()]);
      await proxies.close();
    }
  },
};

interface Troubled {
  readonly connections: number;
  /** After how long the first and the last connection of then was given up; null: one never was. */
  readonly firstMs: number | null;
  readonly foundMs: number | null;
  /** After the hole, the resets and the slow time until its process was able to work; null: never. */
  readonly worksMs: number | null;
}

async function trouble(
  { name, proxy }: NamedLink,
  stack: ChaosStack,
  { holeMs, forgets }: { readonly holeMs: number; readonly forgets: boolean },
): Promise<Troubled> {
  const open = proxy.connections.filter(({ leftAt }) => leftAt === null);
  const since = Date.now();
  proxy.blackHole();
  await sleep(holeMs);
  const left = open.map(({ leftAt }) => (leftAt === null ? null : leftAt - since));
  const all = left.filter((ms) => ms !== null);
  if (forgets) proxy.forget();
  else proxy.mend();
  await sleep(1_000);
  for (let resets = 0; resets < RESETS; resets++) {
    proxy.reset();
    await sleep(RESET_EVERY_MS);
  }
  proxy.slow(SLOW);
  await sleep(SLOW_MS);
  proxy.slow(null);
  return {
    connections: open.length,
    firstMs: all.length > 0 ? Math.min(...all) : null,
    foundMs: all.length < left.length ? null : Math.max(0, ...all),
    worksMs: await works(name, stack),
  };
}

async function works(name: string, stack: ChaosStack): Promise<number | null> {
  const process = [stack.ingest, stack.recorder, stack.api, stack.gateway].find((one) => name.startsWith(one.name));
  if (!process) return null;
  const since = Date.now();
  return untilReady(process, WORKS_BAR_MS).then(
    () => Date.now() - since,
    () => null,
  );
}

function findingsOf(name: string, { connections, foundMs, worksMs }: Troubled): Finding[] {
  const shown = (ms: number | null) => (ms === null ? null : `${ms} ms`);
  return [
    {
      name: `${name}: half open found (${connections})`,
      bar: `<= ${FOUND_BAR_MS} ms`,
      found: shown(foundMs),
      met: foundMs !== null && foundMs <= FOUND_BAR_MS,
    },
    { name: `${name}: works`, bar: `<= ${WORKS_BAR_MS} ms`, found: shown(worksMs), met: worksMs !== null },
  ];
}
