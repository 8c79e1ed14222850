import { openLog } from '@marketgraph/bus';
import { createLogger, Metrics, processConfig, readConfig, runProcess, systemClock } from '@marketgraph/service';
import { z } from 'zod';
import { openMarket } from './market.ts';

const config = readConfig(z.object(processConfig), process.env);
const logger = createLogger(config.LOG_LEVEL);
const metrics = new Metrics();
const log = await openLog({ databaseUrl: config.DATABASE_URL, redisUrl: config.REDIS_URL, logger, clock: systemClock, metrics });
const market = await openMarket({ databaseUrl: config.DATABASE_URL, log, clock: systemClock, logger, metrics, env: process.env });
await runProcess({ name: 'market-ingest', logger, metrics, healthPort: config.PORT, host: config.HOST, parts: market.ingest });
