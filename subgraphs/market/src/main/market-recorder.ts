import { openLog, trimLog } from '@marketgraph/bus';
import { createLogger, logRetention, Metrics, processConfig, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { z } from 'zod';
import { openMarket } from './market.ts';

const config = readConfig(z.object({ ...processConfig, ...logRetention }), process.env);
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock: systemClock, metrics });
const market = await openMarket({ databaseUrl: config.DATABASE_URL, log, clock: systemClock, logger, metrics, env: process.env });
const parts = [...market.recorder, trimLog(log, config.LOG_RETENTION_HOURS, systemClock, logger)];
await runProcess({ name: 'market-recorder', logger, metrics, healthPort: config.PORT, host: config.HOST, parts });
