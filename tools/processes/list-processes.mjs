import { join, resolve } from 'node:path';
import { nodeFlags } from '../start/node-flags.mjs';
import { pinnedNode } from '../start/pinned-node.mjs';
import { root } from '../start/place.mjs';

/**
 * @typedef {{ name: string, command: string[], environment: Record<string, string>, health: string }} ListedProcess
 * @typedef {Record<string, string | undefined>} Env
 */

/** Each process answers on the gateway's port plus its offset, so that several stacks fit on one machine. */
const processes = [
  { name: 'market-api', folder: 'subgraphs/market', offset: 1, answers: 'MARKET_URL', asksProviders: true },
  { name: 'news-sentiment-api', folder: 'subgraphs/news-sentiment', offset: 2, answers: 'NEWS_SENTIMENT_URL' },
  { name: 'alerts-api', folder: 'subgraphs/alerts', offset: 3, answers: 'ALERTS_URL' },
  { name: 'accounts-api', folder: 'subgraphs/accounts', offset: 4, answers: 'ACCOUNTS_URL', reads: ['JWT_KEYS_DIR'] },
  { name: 'market-ingest', folder: 'subgraphs/market', offset: 11, asksProviders: true },
  { name: 'market-recorder', folder: 'subgraphs/market', offset: 12 },
  { name: 'news-sentiment-analysis', folder: 'subgraphs/news-sentiment', offset: 21 },
  { name: 'alerts-evaluator', folder: 'subgraphs/alerts', offset: 31 },
  { name: 'gateway', folder: 'gateway', file: 'gateway-process', offset: 0, reads: ['JWT_KEYS_DIR', 'SUPERGRAPH_PATH'] },
];

const defaults = {
  DATABASE_URL: 'postgresql://postgres@127.0.0.1:5432/marketgraph',
  REDIS_URL: 'redis://127.0.0.1:6379',
  JWT_KEYS_DIR: join('.data', 'keys'),
  HOST: '127.0.0.1',
  PORT: '4000',
};

/** Passed on to every process when set: what to play, and how. */
const passedOn =
  /^(FEEDS|SYMBOLS|RECORDINGS_DIR|RECORDING_SPEED|RECORDING_TIMES|SIMULATOR_SEED|LOG_LEVEL|LOG_RETENTION_HOURS|TICK_RETENTION_DAYS)$/;
/** What providers need, keys above all: to nobody but those who talk to them. */
const ofProviders = /^[A-Z_]+_(WS_URL|REST_URL|API_KEY|CALLS_PER_MINUTE|CALLS_PER_DAY|MAX_SYMBOLS|INTRADAY)$/;

/** @param {Env} env @returns {ListedProcess[]} */
export function listProcesses(env) {
  const settings = { ...defaults, ...env };
  settings.JWT_KEYS_DIR = resolve(root, settings.JWT_KEYS_DIR);
  const node = pinnedNode();
  const first = Number(settings.PORT);
  const everyones = pick(settings, (key) => ['DATABASE_URL', 'REDIS_URL', 'HOST', 'GATEWAY_SECRET'].includes(key) || passedOn.test(key));
  const addresses = Object.fromEntries(
    processes.flatMap(({ answers, offset }) =>
      answers ? [[answers, settings[answers] ?? `${origin(settings.HOST, first + offset)}/graphql`]] : [],
    ),
  );
  // For the status page: whoever answers no queries is not known to the gateway otherwise.
  const workers = processes.filter(({ answers, offset }) => !answers && offset > 0);
  const WORKER_URLS = workers.map(({ name, offset }) => `${name}=${origin(settings.HOST, first + offset)}`).join(',');
  return processes.map(({ name, folder, file = name, offset, reads = [], asksProviders = false }) => ({
    name,
    command: [node, ...nodeFlags, join(root, folder, 'dist', 'main', `${file}.js`)],
    environment: {
      ...everyones,
      PORT: String(first + offset),
      ...pick(settings, (key) => reads.includes(key) || (asksProviders && ofProviders.test(key))),
      ...(name === 'gateway' ? { ...addresses, WORKER_URLS } : {}),
    },
    health: `${origin(settings.HOST, first + offset)}/readyz`,
  }));
}

/** @param {string} host @param {number} port */
function origin(host, port) {
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

/** @param {Env} env @param {(key: string) => boolean} wanted @returns {Record<string, string>} */
function pick(env, wanted) {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value !== undefined && wanted(key) ? [[key, value]] : [])));
}
