import './without-telemetry.ts';
import { fileURLToPath } from 'node:url';
import { openLog } from '@marketgraph/bus';
import { apiConfig, commaList, createLogger, Metrics, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { z } from 'zod';
import { createGateway } from './gateway.ts';
import { remoteServices } from './remote-services.ts';

const config = readConfig(
  z.object({
    ...apiConfig,
    MARKET_URL: z.url().default('http://127.0.0.1:4001/graphql'),
    NEWS_SENTIMENT_URL: z.url().default('http://127.0.0.1:4002/graphql'),
    ALERTS_URL: z.url().default('http://127.0.0.1:4003/graphql'),
    ACCOUNTS_URL: z.url().default('http://127.0.0.1:4004/graphql'),
    JWT_KEYS_DIR: z.string(),
    SUPERGRAPH_PATH: z.string().optional(),
    WEB_ROOT: z.string().default(fileURLToPath(new URL('../../../web/dist', import.meta.url))),
    /** Further processes for the status page: "market-ingest=http://127.0.0.1:4011, ...". */
    WORKER_URLS: commaList.default([]),
  }),
  process.env,
);
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const subgraphs = {
  market: config.MARKET_URL,
  'news-sentiment': config.NEWS_SENTIMENT_URL,
  alerts: config.ALERTS_URL,
  accounts: config.ACCOUNTS_URL,
};
const workers = Object.fromEntries(config.WORKER_URLS.map((entry) => entry.split('=', 2) as [string, string]));
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock: systemClock, metrics });
const gateway = await createGateway({
  port: config.PORT,
  host: config.HOST,
  log,
  clock: systemClock,
  logger,
  metrics,
  subgraphs,
  gatewaySecret: config.GATEWAY_SECRET,
  services: () => remoteServices({ ...subgraphs, ...workers }),
  jwtKeysDir: config.JWT_KEYS_DIR,
  webRoot: config.WEB_ROOT,
  env: process.env,
  ...(config.SUPERGRAPH_PATH !== undefined && { supergraphPath: config.SUPERGRAPH_PATH }),
});
await runProcess({ name: 'gateway', logger, metrics, parts: [gateway] });
