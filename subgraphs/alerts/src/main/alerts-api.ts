import { openLog } from '@marketgraph/bus';
import { apiConfig, createLogger, Metrics, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { serveSubgraph } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { openAlerts } from './alerts.ts';

const config = readConfig(z.object(apiConfig), { PORT: '4003', ...process.env });
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock, metrics });
const alerts = await openAlerts({ databaseUrl: config.DATABASE_URL, log, clock, logger, metrics, env: process.env });
const server = serveSubgraph({
  api: alerts.api,
  port: config.PORT,
  host: config.HOST,
  gatewaySecret: config.GATEWAY_SECRET,
  parts: alerts.apiParts,
  logger,
  metrics,
});
const resources = {
  name: 'alerts resources',
  start: async () => undefined,
  stop: async () => {
    await alerts.close();
    await log.close();
  },
  health: () => log.health(),
};

await runProcess({ name: 'alerts-api', logger, metrics, parts: [resources, ...alerts.apiParts, server] });
