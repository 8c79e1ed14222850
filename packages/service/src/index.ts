export { type Clock, systemClock } from './clock.ts';
export { commaList, type Env, logLevel, port, readConfig } from './config.ts';
export { Fault, reasonOf } from './fault.ts';
export { faultOf } from './fault-of.ts';
export { createLogger, type Logger, type LogLevel, silentLogger } from './logger.ts';
export { Metrics } from './metrics.ts';
export { type Health, type Part, startParts, stopParts } from './part.ts';
export { apiConfig, feedsConfig, logRetention, processConfig } from './process-config.ts';
export { type ProcessOptions, runProcess, stopSignal } from './run-process.ts';
