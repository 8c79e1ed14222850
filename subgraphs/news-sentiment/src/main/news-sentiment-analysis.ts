import { openLog } from '@marketgraph/bus';
import { createLogger, Metrics, processConfig, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { z } from 'zod';
import { openNewsSentiment } from './news-sentiment.ts';

const config = readConfig(z.object(processConfig), { PORT: '4021', ...process.env });
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock, metrics });
const news = await openNewsSentiment({ databaseUrl: config.DATABASE_URL, log, clock, logger, metrics, env: process.env });
const resources = {
  name: 'news-sentiment resources',
  start: async () => undefined,
  stop: async () => {
    await news.close();
    await log.close();
  },
  health: () => log.health(),
};

await runProcess({
  name: 'news-sentiment-analysis',
  logger,
  metrics,
  healthPort: config.PORT,
  host: config.HOST,
  parts: [resources, ...news.analysis],
});
