import './without-telemetry.ts';
import { createMemoryLog, type Log, type LogOptions, openLog } from '@marketgraph/bus';
import { createLogger, Metrics, reasonOf, runProcess, systemClock } from '@marketgraph/service';
import { createGateway } from './gateway.ts';
import { type GatewayConfig, readGatewayConfig } from './gateway-config.ts';
import { LateLog } from './late-log.ts';
import { remoteServices } from './remote-services.ts';

/** The gateway as a process of its own, until it is told to stop. */
export async function serve(): Promise<void> {
  const config = readGatewayConfig(process.env);
  const { JWT_KEYS_DIR: jwtKeysDir, GATEWAY_SECRET: gatewaySecret, SUPERGRAPH_PATH: supergraphPath } = config;
  const logger = createLogger(config.LOG_LEVEL);
  const metrics = new Metrics();
  const log = new LateLog(() => openLogOf(config, { logger, clock: systemClock, metrics }), end);
  const workers = Object.fromEntries(config.WORKER_URLS.map((entry) => entry.split('=', 2) as [string, string]));
  const gateway = await createGateway({
    port: config.PORT,
    host: config.HOST,
    log,
    clock: systemClock,
    logger,
    metrics,
    subgraphs: subgraphsOf(config),
    services: (addresses) => remoteServices({ ...addresses, ...workers }),
    webRoot: config.WEB_ROOT,
    env: process.env,
    ...(gatewaySecret !== undefined && { gatewaySecret }),
    ...(jwtKeysDir !== undefined && { jwtKeysDir }),
    ...(supergraphPath !== undefined && { supergraphPath }),
  });
  await runProcess({ name: 'gateway', logger, metrics, parts: [gateway, log] });
}

function openLogOf({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }: GatewayConfig, options: LogOptions): Promise<Log> {
  return databaseUrl === undefined ? Promise.resolve(createMemoryLog(options)) : openLog({ ...options, databaseUrl, redisUrl });
}

function subgraphsOf(config: GatewayConfig): Record<string, string> {
  const own = {
    market: config.MARKET_URL,
    'news-sentiment': config.NEWS_SENTIMENT_URL,
    alerts: config.ALERTS_URL,
    accounts: config.ACCOUNTS_URL,
  };
  return Object.fromEntries(Object.entries(own).flatMap(([name, url]) => (url === undefined ? [] : [[name, url]])));
}

function end(error: unknown): never {
  process.stderr.write(`gateway cannot go on: ${reasonOf(error)}\n`);
  process.exit(1);
}
