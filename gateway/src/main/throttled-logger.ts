import type { Clock, Logger } from '@marketgraph/service';

const QUIET_MS = 10_000;
const MAX_KEPT = 1_000;

/** Says the same thing at most once in ten seconds: what fails for one event fails for every one that follows. */
export function throttledLogger(logger: Logger, clock: Clock): Logger {
  const saidAt = new Map<string, number>();
  const maySay = (sentence: string, details: object | undefined) => {
    const key = sentence + JSON.stringify(details ?? null);
    if (clock.now() - (saidAt.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return false;
    if (saidAt.size >= MAX_KEPT) saidAt.clear();
    saidAt.set(key, clock.now());
    return true;
  };
  return {
    debug: (sentence, details) => logger.debug(sentence, details),
    info: (sentence, details) => logger.info(sentence, details),
    warn: (sentence, details) => maySay(sentence, details) && logger.warn(sentence, details),
    error: (sentence, details) => maySay(sentence, details) && logger.error(sentence, details),
    child: (bindings) => throttledLogger(logger.child(bindings), clock),
  };
}
