import { setTimeout as sleep } from 'node:timers/promises';
import { listings } from '../../feeds/venue/listing.ts';
import { symbolsAt } from '../../feeds/venue/protocols.ts';
import { VenueProcess } from '../../feeds/venue-process.ts';
import { Random } from '../random.ts';
import { drainLive, judgeLive } from '../report/ledger-process.ts';
import { say } from '../report/print.ts';
import { type FeedStack, startFeedStack, untilFeeds } from '../stack/feed-stack.ts';
import { startSubscriber } from '../stack/subscriber-process.ts';
import { untilReady } from '../stack/victim.ts';
import { liveFindings } from './live-findings.ts';
import type { Scenario } from './scenario.ts';

const CLEAN_MS = 3_000;
const KILL_EVERY_MS = [12_000, 30_000] as const;
const DRAIN_LIMIT_MS = 120_000;
const CONNECT_LIMIT_MS = 60_000;

/** A venue with ids and history that breaks off, repeats, reorders, drops, stalls and lies, while what follows it is killed now and then. */
export const dirtyFeed: Scenario = {
  name: 'dirty-feed',
  seconds: 120,
  async run(folder, options) {
    const { seed, venue: protocol } = options;
    const symbols = symbolsAt(
      protocol,
      listings.map(({ symbol }) => symbol),
    );
    const venue = new VenueProcess(folder, { protocol, seed, symbols });
    await venue.start();
    const stack = await startFeedStack(folder, options, { FEEDS: protocol, SYMBOLS: symbols.join(','), ...venue.addresses });
    try {
      const subscriber = await startSubscriber(stack, symbols);
      await connected(stack);
      await venue.command({ do: 'trade', rate: options.rate });
      const endsAt = Date.now() + options.seconds * 1_000;
      await sleep(CLEAN_MS);
      await venue.command({ do: 'be dirty' });
      const kills = await killNowAndThen(stack, new Random(seed ^ 0x5eed), endsAt - CLEAN_MS);
      await venue.command({ do: 'be clean' });
      await sleep(Math.max(0, endsAt - Date.now()));
      const { executed, begun, ...report } = await venue.command({ do: 'rest' });
      say(`${executed} trades were executed; ${told(begun)}; killed ${kills} times. The judge reads.`);
      const { drainMs } = await drainLive(folder, stack.databaseUrl(), DRAIN_LIMIT_MS);
      await subscriber.finish(executed);
      const { feeds } = await untilFeeds(stack, isWell, 20_000);
      const verdict = await judgeLive(folder, stack.databaseUrl(), `${stack.gateway.origin}/graphql`);
      const { findings, examples, figures } = liveFindings(verdict, drainMs);
      const [feed] = feeds;
      const { repeated, reordered, late, dropped, garbage } = report;
      return {
        findings: [
          ...findings,
          { name: 'feed in the end', bar: 'LIVE', found: feed?.state ?? null, met: feed?.state === 'LIVE' },
          { name: 'gaps it still tells', bar: '0', found: feed?.openGaps ?? null, met: feed?.openGaps === 0 },
        ],
        examples,
        figures: {
          ...figures,
          kills,
          begun,
          frames: { repeated, reordered, late, dropped, garbage },
          reconnects: feed?.reconnects ?? null,
        },
      };
    } finally {
      await Promise.all([stack.stop(), venue.kill()]);
    }
  },
};

async function connected(stack: FeedStack): Promise<void> {
  const { held, feeds } = await untilFeeds(stack, (all) => all.some(({ state }) => state === 'LIVE'), CONNECT_LIMIT_MS);
  if (!held) throw new Error(`The feed did not become LIVE: ${JSON.stringify(feeds)}`);
}

function isWell(feeds: readonly { readonly state: string; readonly openGaps: number }[]): boolean {
  return feeds.length > 0 && feeds.every(({ state, openGaps }) => state === 'LIVE' && openGaps === 0);
}

async function killNowAndThen({ ingest }: FeedStack, random: Random, deadline: number): Promise<number> {
  for (let kills = 0; ; kills++) {
    await sleep(Math.min(random.whole(...KILL_EVERY_MS), Math.max(0, deadline - Date.now())));
    if (Date.now() >= deadline) return kills;
    await ingest.kill();
    await sleep(random.whole(50, 1_000));
    await ingest.start();
    await untilReady(ingest);
  }
}

function told(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
