import { isAway } from '@marketgraph/postgres';
import { Fault } from '@marketgraph/service';

/** What a caller hears when recorded prices cannot be read right now: a fault with a code, worth trying again. */
export async function reachable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!isAway(error)) throw error;
    throw new Fault('PRICES_OUT_OF_REACH', 'Recorded prices are out of reach for the moment.', true, error);
  }
}
