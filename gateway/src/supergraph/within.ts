import { type Context, createContext, Script } from 'node:vm';
import { GraphQLError } from 'graphql';

interface Room extends Context {
  work?: () => void;
}

/** Of this thread, since then. */
type ProcessorUsage = typeof process.threadCpuUsage;

const script = new Script('work()');
let room: Room | undefined;

/**
 * Does synchronous work that may never end, and ends it after this time: V8 stops the thread wherever it is (0.15 ms for each call). What took its
 * time of the processor is too much; what did not get it, on a machine with too much else to do, may be asked for again.
 */
export function within<Result>(ms: number, work: () => Result, usage: ProcessorUsage = process.threadCpuUsage): Result {
  const results: Result[] = [];
  const used = usage();
  room ??= createContext({});
  room.work = () => void results.push(work());
  try {
    script.runInContext(room, { timeout: ms, displayErrors: false });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    const { user, system } = usage(used);
    throw (user + system) / 1_000 < ms / 2 ? late() : tooMuch(ms);
  } finally {
    delete room.work;
  }
  return results[0] as Result;
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
