import type { Random } from '../random.ts';
import { Balancer } from './balancer.ts';
import { playedFeeds } from './servers.ts';
import { startWholeStack, type WholeStack } from './whole-stack.ts';

const APIS = { MARKET_URL: 'market-api', NEWS_SENTIMENT_URL: 'news-sentiment-api', ALERTS_URL: 'alerts-api', ACCOUNTS_URL: 'accounts-api' };
/** Whoever tells something is started when somebody listens. */
const later = ['market-ingest', 'news-sentiment-analysis'];

/** The whole product with two of everything that answers, and a balancer before each two. `origin` is that of the gateways. */
export async function startBalanced(folder: string, random: Random): Promise<WholeStack & { readonly origin: string }> {
  const entries = await Promise.all(Object.entries(APIS).map(async ([key, name]) => ({ key, name, balancer: await Balancer.start() })));
  const urls = Object.fromEntries(entries.map(({ key, balancer }) => [key, `${balancer.origin}/graphql`]));
  const stack = await startWholeStack({ folder, random, feeds: { ...playedFeeds(folder), ...urls }, later });
  for (const { name, balancer } of entries) balancer.serve([stack.process(name), await stack.another(name, `${name}-2`)]);
  const front = await Balancer.start();
  front.serve(stack.gateways);
  await front.untilReady();
  return {
    ...stack,
    get all() {
      return stack.all;
    },
    origin: front.origin,
    async stop() {
      await stack.stop();
      for (const balancer of [front, ...entries.map(({ balancer: one }) => one)]) balancer.end();
    },
  };
}
