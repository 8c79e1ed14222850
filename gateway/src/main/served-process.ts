import './without-telemetry.ts';
import { flushCompileCache } from 'node:module';
import { createMemoryLog, type LogOptions, openLog } from '@marketgraph/bus';
import { createLogger, Metrics, runProcess, systemClock } from '@marketgraph/service';
import { createGateway } from './gateway.ts';
import { readGatewayConfig } from './gateway-config.ts';
import { remoteServices } from './remote-services.ts';

const config = readGatewayConfig(process.env);
const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, JWT_KEYS_DIR: jwtKeysDir, GATEWAY_SECRET: gatewaySecret } = config;
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const own = {
  market: config.MARKET_URL,
  'news-sentiment': config.NEWS_SENTIMENT_URL,
  alerts: config.ALERTS_URL,
  accounts: config.ACCOUNTS_URL,
};
const subgraphs = Object.fromEntries(Object.entries(own).flatMap(([name, url]) => (url === undefined ? [] : [[name, url]])));
const workers = Object.fromEntries(config.WORKER_URLS.map((entry) => entry.split('=', 2) as [string, string]));
const logOptions: LogOptions = { logger, clock: systemClock, metrics };
const log = databaseUrl === undefined ? createMemoryLog(logOptions) : await openLog({ ...logOptions, databaseUrl, redisUrl });
const gateway = await createGateway({
  port: config.PORT,
  host: config.HOST,
  log,
  clock: systemClock,
  logger,
  metrics,
  subgraphs,
  services: (addresses) => remoteServices({ ...addresses, ...workers }),
  webRoot: config.WEB_ROOT,
  env: process.env,
  ...(gatewaySecret !== undefined && { gatewaySecret }),
  ...(jwtKeysDir !== undefined && { jwtKeysDir }),
  ...(config.SUPERGRAPH_PATH !== undefined && { supergraphPath: config.SUPERGRAPH_PATH }),
});
// What was compiled is kept now, not at the end: a process that is killed would keep nothing.
await runProcess({ name: 'gateway', logger, metrics, parts: [gateway], onReady: flushCompileCache });
