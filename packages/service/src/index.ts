export { systemClock, type Clock } from './clock.ts';
export { commaList, logLevel, port, readConfig, type Env } from './config.ts';
export { Fault, reasonOf } from './fault.ts';
export { createLogger, silentLogger, type Logger, type LogLevel } from './logger.ts';
export { Metrics } from './metrics.ts';
export { apiConfig, feedsConfig, processConfig } from './process-config.ts';
export { startParts, stopParts, type Health, type Part } from './part.ts';
export { runProcess, stopSignal, type ProcessOptions } from './run-process.ts';
