import { type Context, createContext, Script } from 'node:vm';
import { GraphQLError } from 'graphql';

interface Room extends Context {
  work?: () => void;
}

/** Of this thread, since then. */
type ProcessorUsage = typeof process.threadCpuUsage;

const script = new Script('work()');
let room: Room | undefined;

/** A machine with ten times too much to do gives a thread a fifth of a second in each. */
const MAX_TRIES = 3;

/**
 * Does synchronous work that may never end, and ends it after this time: V8 stops the thread wherever it is (0.15 ms for each call). What had the
 * processor for half of its time is too much. What did not have it, on a machine with too much else to do, is begun again (what the first try
 * compiled and remembered makes the next one shorter), and after the last try may be asked for again.
 */
export function within<Result>(ms: number, work: () => Result, usage: ProcessorUsage = process.threadCpuUsage): Result {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = usage();
    const results = resultsIn(ms, work);
    if (results) return results[0];
    const { user, system } = usage(before);
    if ((user + system) / 1_000 >= ms / 2) throw tooMuch(ms);
  }
  throw late();
}

/** Nothing if it took longer. */
function resultsIn<Result>(ms: number, work: () => Result): [Result] | undefined {
  let results: [Result] | undefined;
  room ??= createContext({});
  room.work = () => {
    results = [work()];
  };
  try {
    script.runInContext(room, { timeout: ms, displayErrors: false });
    return results;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return undefined;
  } finally {
    delete room.work;
  }
}

function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

const TOO_MUCH = { code: 'LIMIT_EXCEEDED', limit: 'PLANNING' } as const;

/** Asked again it would take as long. */
export function isTooMuch(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && error.extensions['limit'] === TOO_MUCH.limit;
}

function tooMuch(most: number): GraphQLError {
  const message = `This operation could not be planned in ${most} ms. Ask for less of it at once.`;
  return new GraphQLError(message, { extensions: { ...TOO_MUCH, most } });
}

function late(): GraphQLError {
  return new GraphQLError('This operation could not be planned in time. Ask again.', { extensions: { code: 'DEADLINE_EXCEEDED' } });
}
