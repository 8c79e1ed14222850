import { type Logger, reasonOf } from '@marketgraph/service';

const PATIENCE_MS = 1_000;
/** Most things stop within milliseconds; the database, first to start and last to stop, needs its share of ten seconds. */
const UNDO_LIMIT_MS = 2_000;

/** The steps of a start: each is told when it takes over a second, cut short by `signal`, and undone in reverse. */
export class Steps {
  readonly #undo: { title: string; undo: () => Promise<void>; limitMs: number }[] = [];

  constructor(
    private readonly signal: AbortSignal,
    private readonly tell: (line: string) => void,
  ) {}

  /** What the step began goes on when the signal cuts it short; its end is of no interest any more. */
  async run<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const started = Date.now();
    const timer = setTimeout(() => this.tell(`${title} ...`), PATIENCE_MS);
    try {
      const result = await untilAborted(work(), this.signal);
      if (Date.now() - started > PATIENCE_MS) this.tell(`${title}: done (${((Date.now() - started) / 1_000).toFixed(1)} s).`);
      return result;
    } finally {
      clearTimeout(timer);
    }
  }

  /** `title` names what is ended, for the log. One that hangs is left behind after `limitMs`. */
  onUndo(title: string, undo: () => Promise<void>, limitMs = UNDO_LIMIT_MS): void {
    this.#undo.push({ title, undo, limitMs });
  }

  async undo(logger: Logger): Promise<void> {
    for (const { title, undo, limitMs } of this.#undo.splice(0).toReversed()) {
      await within(limitMs, undo).catch((error) => logger.warn(`${title} did not stop cleanly.`, { reason: reasonOf(error) }));
    }
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function within(limitMs: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${limitMs} ms.`)), limitMs);
  });
  await Promise.race([work(), limit]).finally(() => clearTimeout(timer));
}
