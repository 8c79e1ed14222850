import { currentDeadline, type Deadline } from '@marketgraph/service';
import pg from 'pg';

type Taken = (error: Error | undefined, client: pg.PoolClient | undefined, done: (broken?: Error | boolean) => void) => void;

/**
 * A pool in whose queue nobody waits longer than its deadline. It answers where it was asked: pg's own pool calls back within the request
 * that happens to give a connection back, whose deadline would then be taken for that of the one that waited.
 */
export class DeadlinePool extends pg.Pool {
  /** Stands for both signatures of pg: `never` fits what they return. */
  override connect(callback?: Taken): never {
    const deadline = currentDeadline();
    const taken = deadline ? this.#within(deadline) : super.connect();
    if (callback)
      void taken.then(
        (client) => callback(undefined, client, client.release),
        (error: Error) => callback(error, undefined, () => undefined),
      );
    return taken as never;
  }

  #within(deadline: Deadline): Promise<pg.PoolClient> {
    if (deadline.isOver) return Promise.reject(deadline.fault());
    return new Promise((resolve, reject) => {
      const takeBack = deadline.onOver(() => reject(deadline.fault()));
      super.connect((error, client) => {
        takeBack();
        if (error) reject(error);
        // In a turn of its own: it goes to the next one that waits, who may have left as well, and so on, each within the call before.
        else if (deadline.isOver) process.nextTick(() => client?.release());
        else if (client) resolve(client);
      });
    });
  }
}
