import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AlphaVantageServer, alphaVantageRefusals, FinnhubServer } from '@marketgraph/test-kit';
import { searchForKeys } from '../../feeds/canaries.ts';
import { say } from '../report/print.ts';
import { feedStates, startFeedStack, untilFeeds } from '../stack/feed-stack.ts';
import type { Scenario } from './scenario.ts';

/** In addresses they are written otherwise; the first part stays the same in all of them. */
const FINNHUB = 'canary-fh-4f6e/+=x1';
const ALPHA_VANTAGE = 'canary-av-c8d2&x1';
const PIECES = ['canary-fh-4f6e', 'canary-av-c8d2', btoa(FINNHUB).slice(0, 16), btoa(ALPHA_VANTAGE).slice(0, 16)];
const LIMIT_MS = 30_000;
const QUESTIONS = [
  '{ systemStatus { services { name detail } feeds { name state detail budgetRemaining } } }',
  '{ systemStatus { feeds { nobody } } }',
  '{ instrument(symbol: "AAPL") { quote { price source } candles(interval: ONE_DAY) { nodes { close } } } }',
  '{ instruments(filter: { search: "canary" }) { nodes { symbol } } }',
  'mutation { fetchMarketData(symbols: ["AAPL", "EUR-USD"]) { userErrors { code message } } }',
];

/** Providers get keys and say them aloud, in every way in which they refuse; nobody may have written one down. */
export const canaries: Scenario = {
  name: 'canaries',
  seconds: 30,
  async run(folder, options) {
    const finnhub = await new FinnhubServer({ key: FINNHUB, symbols: ['AAPL', 'MSFT'] }).listen();
    const alphaVantage = await new AlphaVantageServer({ key: ALPHA_VANTAGE }).listen();
    finnhub.troubleRest(
      { status: 401, body: { error: `Invalid API key: ${FINNHUB}` } },
      { status: 429, headers: { 'retry-after': '1' }, body: `API limit reached for ${encodeURIComponent(FINNHUB)}.` },
      { status: 503, body: `No ${FINNHUB} today` },
    );
    alphaVantage.troubleRest({ body: alphaVantageRefusals.day(ALPHA_VANTAGE) }, { status: 500, body: `apikey=${ALPHA_VANTAGE}` });
    const stack = await startFeedStack(folder, options, {
      FEEDS: 'finnhub,alpha-vantage',
      SYMBOLS: 'AAPL@finnhub,MSFT@finnhub,EUR-USD@alpha-vantage',
      FINNHUB_API_KEY: FINNHUB,
      ALPHA_VANTAGE_API_KEY: ALPHA_VANTAGE,
      FINNHUB_WS_URL: finnhub.wsUrl,
      FINNHUB_REST_URL: finnhub.restUrl,
      ALPHA_VANTAGE_REST_URL: alphaVantage.restUrl,
      LOG_LEVEL: 'debug',
    });
    const answers: string[] = [];
    const feedIs = (name: string, state: string) =>
      untilFeeds(stack, (all) => all.some((feed) => feed.name === name && feed.state === state), LIMIT_MS);
    try {
      await feedIs('finnhub', 'LIVE');
      const trading = setInterval(() => finnhub.trade({ symbol: 'AAPL', price: '196.38', size: '10' }), 50);
      await sleep((options.seconds * 1_000) / 3);
      finnhub.error(`Invalid token ${FINNHUB}`);
      finnhub.broadcast(`{"type":"trade","data":"${FINNHUB}"}`);
      finnhub.broadcast(FINNHUB);
      await sleep((options.seconds * 1_000) / 3);
      clearInterval(trading);
      finnhub.refuse({ status: 401, body: `no ${FINNHUB}` });
      finnhub.disconnect(1008, FINNHUB);
      const { held } = await feedIs('finnhub', 'DOWN');
      for (const question of QUESTIONS) answers.push(await ask(stack.gateway.origin, question));
      answers.push(JSON.stringify(await feedStates(stack)), await stack.ingest.state());
      await finnhub.stop();
      await sleep((options.seconds * 1_000) / 3);
      answers.push(JSON.stringify(await feedStates(stack)));
      const { found, files, rows, bytes } = await searchForKeys(
        {
          folders: ['logs', 'data', 'redis'].map((name) => join(folder, name)),
          databaseUrl: stack.databaseUrl(),
          addresses: stack.processes.flatMap(({ origin }) => [`${origin}/metrics`, `${origin}/readyz`]),
          answers,
        },
        PIECES,
      );
      say(`Searched: ${files} files, ${rows} rows, ${answers.length} answers; ${Math.round(bytes / 2 ** 20)} MB.`);
      const refusals = answers.some((answer) => answer.includes('401'));
      return {
        findings: [
          { name: 'places with a key', bar: '0', found: found.length, met: found.length === 0 },
          { name: 'refusals were met', bar: 'yes', found: held && refusals ? 'yes' : 'no', met: held && refusals },
          { name: 'rows searched', bar: '> 100', found: rows, met: rows > 100 },
        ],
        examples: found,
        figures: { found: found.length, files, rows, bytes },
      };
    } finally {
      await Promise.all([stack.stop(), finnhub.stop(), alphaVantage.stop()]);
    }
  },
};

async function ask(origin: string, query: string): Promise<string> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal: AbortSignal.timeout(10_000),
  });
  return `${JSON.stringify([...response.headers])} ${await response.text()}`;
}
