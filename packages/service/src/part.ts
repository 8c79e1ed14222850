import { reasonOf } from './fault.ts';
import type { Logger } from './logger.ts';

/** Health as progress: a part that is alive but gets nothing done is not healthy. */
export interface Health {
  healthy: boolean;
  detail?: string;
  /** How far behind its input it is, where it has one. */
  lagMs?: number;
}

/** Anything with a life: a feed, a recorder, a server. `stop` resolves when nothing of it runs any more. */
export interface Part {
  readonly name: string;
  start(): Promise<void>;
  /** It will stop soon: from here on it says so to whoever looks, and still does what it is given. */
  drain?(): void;
  stop(): Promise<void>;
  health(): Health;
}

/** Starts in order; when one fails, stops those already started and throws its error. */
export async function startParts(parts: readonly Part[], logger: Logger): Promise<void> {
  for (const [index, part] of parts.entries()) {
    try {
      await part.start();
    } catch (error) {
      logger.error(`${part.name} did not start.`, { reason: reasonOf(error) });
      await stopParts(parts.slice(0, index), logger);
      throw error;
    }
  }
}

/** Stops in the reverse order; one that fails to stop never keeps the others running. */
export async function stopParts(parts: readonly Part[], logger: Logger): Promise<void> {
  for (const part of parts.toReversed()) {
    await part.stop().catch((error) => logger.error(`${part.name} did not stop cleanly.`, { reason: reasonOf(error) }));
  }
}
