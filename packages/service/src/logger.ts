import { pino } from 'pino';

/** JSON lines: a sentence and an object. ERROR means that someone must act. Never a secret. */
export interface Logger {
  debug(sentence: string, details?: object): void;
  info(sentence: string, details?: object): void;
  warn(sentence: string, details?: object): void;
  error(sentence: string, details?: object): void;
  child(bindings: { part: string }): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Written through Node's own streams: pino's destination waits for ever on a terminal or pipe that was closed. */
export function createLogger(level: LogLevel, destination: 1 | 2 = 2): Logger {
  const redact = ['password', 'token', 'secret', 'authorization', 'apiKey'].flatMap((key) => [key, `*.${key}`]);
  return wrap(
    pino({ level, base: null, redact, timestamp: pino.stdTimeFunctions.isoTime }, destination === 1 ? process.stdout : process.stderr),
  );
}

export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLogger,
};

function wrap(log: ReturnType<typeof pino>): Logger {
  return {
    debug: (sentence, details) => log.debug(details, sentence),
    info: (sentence, details) => log.info(details, sentence),
    warn: (sentence, details) => log.warn(details, sentence),
    error: (sentence, details) => log.error(details, sentence),
    child: (bindings) => wrap(log.child(bindings)),
  };
}
