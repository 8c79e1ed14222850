import { openLog } from '@marketgraph/bus';
import { apiConfig, createLogger, Metrics, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { serveSubgraph } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { openMarket } from './market.ts';

const config = readConfig(z.object(apiConfig), process.env);
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock: systemClock, metrics });
const market = await openMarket({ databaseUrl: config.DATABASE_URL, log, clock: systemClock, logger, metrics, env: process.env });
const server = serveSubgraph({
  api: market.api,
  port: config.PORT,
  host: config.HOST,
  gatewaySecret: config.GATEWAY_SECRET,
  parts: market.apiParts,
  logger,
  metrics,
});
await runProcess({ name: 'market-api', logger, metrics, parts: [...market.apiParts, server] });
