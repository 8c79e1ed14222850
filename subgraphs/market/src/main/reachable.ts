import { Fault } from '@marketgraph/service';

/** Errors of the link to Postgres, and of a server that starts or stops. */
const AWAY = /^(E[A-Z_]+|57P0[1-5]|08\w{3}|53300)$/;
const CUT = /connection (terminated|timeout)|timeout exceeded|read timeout|not queryable/i;

/** What a caller hears when recorded prices cannot be read right now: a fault with a code, worth trying again. */
export async function reachable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new Fault('PRICES_OUT_OF_REACH', 'Recorded prices are out of reach for the moment.', true, error);
  }
}

export function isAway(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return AWAY.test(code) || CUT.test(message);
}
