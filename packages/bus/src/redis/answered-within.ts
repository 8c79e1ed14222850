import { Fault } from '@marketgraph/service';

/** A process that was held up itself for so long could not have heard an answer. */
const HELD_UP_MS = 500;

/** Rejects where no answer has come within the limit; who was held up meanwhile gives the other side all of its time again. */
export async function answeredWithin<T>(answer: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = () => {
      const due = performance.now() + limitMs;
      timer = setTimeout(() => {
        if (performance.now() - due > HELD_UP_MS) wait();
        else reject(new Fault('REDIS_SLOW', `Redis did not answer within ${limitMs} ms.`, true));
      }, limitMs);
    };
    wait();
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
