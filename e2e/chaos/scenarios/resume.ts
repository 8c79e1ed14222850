import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { products } from '../ledger/products.ts';
import { Random } from '../random.ts';
import { drained, judgeResume, writeOnce } from '../report/ledger-process.ts';
import { say } from '../report/print.ts';
import { type Account, openAccount } from '../stack/account.ts';
import { killAtRandom, type Mark } from '../stack/killer.ts';
import { LosslessClient } from '../stack/lossless-client.ts';
import { playedFeeds } from '../stack/servers.ts';
import { endingToken } from '../stack/short-token.ts';
import { untilReady, type Victim } from '../stack/victim.ts';
import { startWholeStack, type WholeStack } from '../stack/whole-stack.ts';
import { feeding } from './feeding.ts';
import { resumeFindings } from './resume-findings.ts';
import type { Scenario } from './scenario.ts';

/** News is played at its own pace: it goes on where it was killed, and does not catch up. */
const DRAIN_LIMIT_MS = 240_000;
const QUIET_LIMIT_MS = 30_000;
/** Most of them need Redis to start, which is killed like everything else. */
const STUCK_MS = 60_000;
const TOKEN_SECONDS = 8;
const TOKEN_EVERY_MS = 25_000;
/** What nobody may tell before the client is there. */
const later = ['market-ingest', 'news-sentiment-analysis'];
const subgraphs = [
  'market-api',
  'news-sentiment-api',
  'alerts-api',
  'accounts-api',
  'market-ingest',
  'market-recorder',
  'news-sentiment-analysis',
  'alerts-evaluator',
];

/** A client that knows `after` and nothing else, while it, both gateways, the processes of the subgraphs and Redis are killed at random. */
export const resume: Scenario = {
  name: 'resume',
  seconds: 300,
  rate: 200,
  async run(folder, options) {
    const random = new Random(options.seed ^ 0x5eed);
    const told = await writeOnce(folder, options);
    const stack = await startWholeStack({ folder, random, feeds: playedFeeds(folder), later });
    stack.redis.powerCuts = false;
    const tokens = new AbortController();
    try {
      const account = await openAccount(folder, stack.gateways[0]?.origin ?? '');
      const client = startClient(stack, account);
      await client.start();
      await untilReady(client);
      await stack.process('news-sentiment-analysis').start();
      const { endsAt } = await feeding({ ingest: stack.process('market-ingest'), postgres: stack.postgres }, options);
      say(
        `${told.trades} trades and ${told.headlines} headlines are coming in; the client and what serves it are killed until the last one.`,
      );
      void endTokens(folder, account.accessToken, tokens.signal);
      const marks = marksOf(stack, client);
      const deeds = await killAtRandom(marks, random, endsAt, STUCK_MS);
      const { drainedAt } = await drained(folder, stack.postgres.url, DRAIN_LIMIT_MS + Math.max(0, endsAt - Date.now()));
      await client.untilQuiet(QUIET_LIMIT_MS);
      const away = await stillAway(marks.map(({ victim }) => victim));
      await client.kill();
      const drainMs = drainedAt === null ? null : Math.max(0, drainedAt - endsAt);
      return resumeFindings(await judgeResume(folder, stack.postgres.url), { deeds, away, client, drainMs, seconds: options.seconds });
    } finally {
      tokens.abort();
      await stack.stop();
    }
  },
};

function startClient({ folder, gateways }: WholeStack, { email, password }: Account): LosslessClient {
  const urls = gateways.map(({ origin }) => `${origin.replace('http', 'ws')}/graphql`);
  return new LosslessClient({ folder, urls, symbols: products.map(({ symbol }) => symbol), account: { email, password } });
}

function marksOf({ gateways, redis, process }: WholeStack, client: LosslessClient): Mark[] {
  return [
    { victim: client, weight: 8, restMs: 1_000 },
    ...gateways.map((victim) => ({ victim, weight: 4, restMs: 2_000 })),
    { victim: redis, weight: 4, restMs: 6_000 },
    ...subgraphs.map((name) => ({ victim: process(name), weight: 1, restMs: 4_000 })),
  ];
}

/** Who is not able to work, long after the last kill. The client has nothing more to hear: that it ended is told otherwise. */
async function stillAway(victims: readonly Victim[]): Promise<string[]> {
  const all = await Promise.all(
    victims.map((victim) => (victim instanceof LosslessClient ? null : untilReady(victim, STUCK_MS).then(() => null, String))),
  );
  return all.filter((text) => text !== null);
}

/** Every so often the client's token is about to end: it finds it so at its next connection. */
async function endTokens(folder: string, token: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    writeFileSync(join(folder, 'access-token'), endingToken(folder, token, TOKEN_SECONDS));
    await sleep(TOKEN_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
