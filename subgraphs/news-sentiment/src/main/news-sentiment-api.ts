import { openLog } from '@marketgraph/bus';
import { apiConfig, createLogger, Metrics, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { serveSubgraph } from '@marketgraph/subgraph-server';
import { z } from 'zod';
import { openNewsSentiment } from './news-sentiment.ts';

const config = readConfig(z.object(apiConfig), { PORT: '4002', ...process.env });
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const clock = systemClock;
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock, metrics });
const news = await openNewsSentiment({ databaseUrl: config.DATABASE_URL, log, clock, logger, metrics, env: process.env });
const server = serveSubgraph({
  api: news.api,
  port: config.PORT,
  host: config.HOST,
  gatewaySecret: config.GATEWAY_SECRET,
  parts: news.apiParts,
  logger,
  metrics,
});
const resources = {
  name: 'news-sentiment resources',
  start: async () => undefined,
  stop: async () => {
    await news.close();
    await log.close();
  },
  health: () => log.health(),
};

await runProcess({ name: 'news-sentiment-api', logger, metrics, parts: [resources, ...news.apiParts, server] });
