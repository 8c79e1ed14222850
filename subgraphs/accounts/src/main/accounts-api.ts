import { openLog } from '@marketgraph/bus';
import { apiConfig, createLogger, Metrics, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { serveSubgraph } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { openAccounts } from './accounts.ts';

const config = readConfig(z.object(apiConfig), { PORT: '4004', ...process.env });
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock, metrics });
const accounts = await openAccounts({ databaseUrl: config.DATABASE_URL, log, clock, logger, metrics, env: process.env });
const server = serveSubgraph({
  api: accounts.api,
  port: config.PORT,
  host: config.HOST,
  gatewaySecret: config.GATEWAY_SECRET,
  parts: accounts.apiParts,
  logger,
  metrics,
});
const resources = {
  name: 'accounts resources',
  start: async () => undefined,
  stop: async () => {
    await accounts.close();
    await log.close();
  },
  health: () => log.health(),
};

await runProcess({ name: 'accounts-api', logger, metrics, parts: [resources, ...accounts.apiParts, server] });
