import { openLog } from '@marketgraph/bus';
import { createLogger, Metrics, processConfig, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { z } from 'zod';
import { openAlerts } from './alerts.ts';

const config = readConfig(z.object(processConfig), { PORT: '4031', ...process.env });
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock, metrics });
const alerts = await openAlerts({ databaseUrl: config.DATABASE_URL, log, clock, logger, metrics, env: process.env });
const resources = {
  name: 'alerts resources',
  start: async () => undefined,
  stop: async () => {
    await alerts.close();
    await log.close();
  },
  health: () => log.health(),
};

await runProcess({
  name: 'alerts-evaluator',
  logger,
  metrics,
  healthPort: config.PORT,
  host: config.HOST,
  parts: [resources, ...alerts.apiParts, ...alerts.evaluator],
});
