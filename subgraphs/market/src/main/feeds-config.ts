import { type Env, feedsConfig, readConfig } from '@marketgraph/service';
import { z } from 'zod';
import { faultsOfPlan } from './feed-plan.ts';
import { symbolChoices } from './symbol-choices.ts';

/** Nothing of what was given is repeated in a fault: it may hold a key. */
function address(protocols: readonly string[], usual: string) {
  const forms = protocols.map((protocol) => `${protocol}//host/path`).join(' or ');
  return z
    .string()
    .refine((text) => protocols.includes(URL.parse(text)?.protocol ?? ''), `is to be an address (${forms}).`)
    .refine((text) => !URL.parse(text)?.username && !URL.parse(text)?.password, 'is to hold no name or password.')
    .default(usual);
}

const stream = (usual: string) => address(['wss:', 'ws:'], usual);
const rest = (usual: string) => address(['https:', 'http:'], usual);
const apiKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,500}$/, 'holds a character that no key has.')
  .optional();
/** The times of a day's calls are kept in one row. */
const MOST_CALLS = 5_000;
const wholeNumber = `is to be a whole number from 1 to ${MOST_CALLS}.`;
const calls = (usual: number) =>
  z.coerce.number(wholeNumber).int(wholeNumber).min(1, wholeNumber).max(MOST_CALLS, wholeNumber).default(usual);

/** All that the feeds read from the environment: docs/configuration.md. */
export const feedsShape = {
  ...feedsConfig,
  SYMBOLS: symbolChoices.optional(),
  /** The same seed makes the same market. */
  SIMULATOR_SEED: z.coerce.number().int().min(0).max(0xffff_ffff).default(20_261_120),
  COINBASE_WS_URL: stream('wss://ws-feed.exchange.coinbase.com'),
  COINBASE_REST_URL: rest('https://api.exchange.coinbase.com'),
  BINANCE_WS_URL: stream('wss://data-stream.binance.vision'),
  BINANCE_REST_URL: rest('https://api.binance.com'),
  KRAKEN_WS_URL: stream('wss://ws.kraken.com/v2'),
  KRAKEN_REST_URL: rest('https://api.kraken.com'),
  FINNHUB_WS_URL: stream('wss://ws.finnhub.io'),
  FINNHUB_REST_URL: rest('https://finnhub.io/api/v1'),
  FINNHUB_API_KEY: apiKey,
  FINNHUB_CALLS_PER_MINUTE: calls(55),
  FINNHUB_MAX_SYMBOLS: calls(50),
  ALPHA_VANTAGE_REST_URL: rest('https://www.alphavantage.co'),
  ALPHA_VANTAGE_API_KEY: apiKey,
  ALPHA_VANTAGE_CALLS_PER_DAY: calls(25),
  ALPHA_VANTAGE_CALLS_PER_MINUTE: calls(30),
  /** Candles of minutes are told to paid plans alone. */
  ALPHA_VANTAGE_INTRADAY: z.stringbool('is to be true or false.').default(false),
};

const shape = z.object(feedsShape);

export type FeedsConfig = z.infer<typeof shape>;

/** What no single variable tells; run once each of them is well. */
export function checkFeeds(read: FeedsConfig, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if (read.FEEDS.includes('recording') && !read.RECORDINGS_DIR) fault('RECORDINGS_DIR', 'is needed to play recordings (FEEDS=recording).');
  if (read.RECORDING_SPEED === 'max' && read.RECORDING_TIMES === 'now') {
    fault('RECORDING_TIMES', 'now needs a speed to move by: it cannot be combined with RECORDING_SPEED=max.');
  }
  for (const sentence of faultsOfPlan(read)) fault('SYMBOLS', sentence);
}

const config = shape.superRefine(checkFeeds);

/** All faults at once, before anything is opened. */
export function readFeedsConfig(env: Env): FeedsConfig {
  return readConfig(config, env);
}

/** Addresses, keys and limits alone: for a command that names its feed itself. */
export function readAddresses(env: Env): FeedsConfig {
  return readConfig(shape, { ...env, FEEDS: '', SYMBOLS: '', RECORDING_SPEED: '', RECORDING_TIMES: '' });
}

/** What stands in the environment and must stand nowhere else. */
export function secretsIn(read: FeedsConfig): string[] {
  return [read.FINNHUB_API_KEY, read.ALPHA_VANTAGE_API_KEY].filter((key) => key !== undefined);
}
