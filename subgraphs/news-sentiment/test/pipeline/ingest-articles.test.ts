import { silentLogger } from '@marketgraph/service';
import { DAY_MS } from '@marketgraph/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NewsFeed } from '../../src/domain/news-feed.ts';
import { followSimulatedPrices } from '../../src/pipeline/follow-prices.ts';
import { ingestArticles } from '../../src/pipeline/ingest-articles.ts';
import { instrumentListed, NOON, openWorld, pricesReceived, type World } from '../world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Ten articles, one line each; `failAfter` breaks once after so many. */
function tenLines(name: string, opened: (string | null)[], failAfter?: number): NewsFeed {
  let failed = false;
  return {
    name,
    async *open(position) {
      opened.push(position);
      for (let line = Number(position ?? 0) + 1; line <= 10; line++) {
        if (!failed && failAfter !== undefined && line > failAfter) {
          failed = true;
          throw new Error('The line broke.');
        }
        const article = {
          articleId: `${name}-${line}`,
          headline: `Story ${line}`,
          summary: null,
          url: 'https://news.marketgraph.example/x',
        };
        const rest = {
          publisher: 'Old Wire',
          provenance: 'REPLAYED',
          publishedAt: NOON + line,
          receivedAt: NOON + line,
          symbols: [],
        } as const;
        yield { articles: [{ ...article, ...rest }], position: String(line) };
      }
    },
  };
}
const idsOf = async (feed: string, count: number) =>
  (await world.heard('ArticleReceived', count))
    .map(({ payload }) => payload.articleId)
    .filter((id) => id.startsWith(`${feed}-`))
    .sort();

describe('ingesting articles', () => {
  test('a feed that breaks continues where it was: no hole and no repeat', async () => {
    const opened: (string | null)[] = [];
    const { log, clock } = world;
    const ingest = ingestArticles({ feed: tenLines('broken', opened, 4), log, clock, logger: silentLogger });
    await world.whileRunning(ingest, async () => {
      while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(ingest.health()).toMatchObject({ healthy: false, detail: 'The line broke.' });
      await clock.advance(1_000);
      await world.heard('ArticleReceived', 10);
    });
    expect(opened).toEqual([null, '4']);
    expect(await idsOf('broken', 10)).toHaveLength(10);
    const states = (await world.heard('FeedChanged', 3)).map(({ payload }) => payload.state);
    expect(states.slice(0, 3)).toEqual(['LIVE', 'DOWN', 'LIVE']);
  });

  test('a recording that was played is not played again', async () => {
    const opened: (string | null)[] = [];
    const { log, clock } = world;
    await world.whileRunning(ingestArticles({ feed: tenLines('once', opened), log, clock, logger: silentLogger }), () =>
      world.heard('ArticleReceived', 20).then(() => undefined),
    );
    await world.whileRunning(ingestArticles({ feed: tenLines('once', opened), log, clock, logger: silentLogger }), async () => {
      while (opened.length < 2) await new Promise((resolve) => setImmediate(resolve));
    });
    expect(opened).toEqual([null, '10']);
    expect(await idsOf('once', 20)).toHaveLength(10);
  });

  test('the simulator hears simulated prices alone', async () => {
    const { log } = world;
    const heard = await follow(null, async (told) => {
      // The tail begins at the newest entry once it is read: feed it until it hears.
      while (!told.includes('ALFA 1')) await log.append([pricesReceived('ALFA', '1', NOON)]);
      await log.append([pricesReceived('ALFA', '9', NOON, 'REPLAYED')]);
      await log.append([instrumentListed('ALFA', 'Alfa Inc.')]);
      await log.append([pricesReceived('ALFA', '2', NOON)]);
    });
    expect(heard.told).toContain('listed ALFA');
    expect(heard.told).not.toContain('ALFA 9');
    await log.append([pricesReceived('ALFA', '2', NOON + 1)]);
    const resumed = await follow(heard.position, async () => undefined);
    expect(resumed.told).toEqual(['ALFA 2']);
  });

  test('the simulator learns names that were listed before it began, also when their projection comes late', async () => {
    const { log, instruments, database } = world;
    const heard = await follow(null, async (told) => {
      for (let at = NOON; !told.includes('ALFA 1'); at += 1_000) await log.append([pricesReceived('ALFA', '1', at)]);
      await instruments.save(database.pool, [{ symbol: 'ALFA', name: 'Alfa Inc.', assetClass: 'STOCK' }]);
      for (let at = NOON + DAY_MS; !told.includes('listed ALFA'); at += 1_000) await log.append([pricesReceived('ALFA', '1', at)]);
      await log.append([pricesReceived('ALFA', '2', NOON + 2 * DAY_MS)]);
    });
    expect(heard.told.filter((item) => item === 'listed ALFA')).toHaveLength(1);
  });
});

/** What the simulator hears while `work` goes on, until ALFA costs 2, and where it stands then. */
async function follow(
  from: string | null,
  work: (told: readonly string[]) => Promise<void>,
): Promise<{ told: string[]; position: string }> {
  const told: string[] = [];
  const following = (async () => {
    for await (const item of followSimulatedPrices(world.log, world.instruments).follow(from, new AbortController().signal)) {
      told.push(item.kind === 'price' ? `${item.symbol} ${item.price}` : `listed ${item.instrument.symbol}`);
      if (item.kind === 'price' && item.price === 2) return item.position;
    }
    return '';
  })();
  await work(told);
  return { told, position: await following };
}
