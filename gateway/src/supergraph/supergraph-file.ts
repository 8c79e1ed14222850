import { readFile } from 'node:fs/promises';
import type { SupergraphSdlHook } from '@apollo/gateway';
import { type Clock, type Logger, reasonOf } from '@marketgraph/service';
import { checkSupergraph } from './supergraph.ts';

const POLL_MS = 1_000;

/**
 * Serves the supergraph in a file and takes each change of it without a restart. It is read each second, because a ConfigMap is
 * exchanged by a symbolic link that change notifications miss, and taken when two readings agree: a file that is still being written may
 * be valid so far, and would end subscriptions. A broken one is refused as a whole; the running one goes on.
 */
export function supergraphFile(path: string, { clock, logger }: { clock: Clock; logger: Logger }): SupergraphSdlHook {
  return async ({ update }) => {
    const stopping = new AbortController();
    const supergraphSdl = await readFile(path, 'utf8');
    const watch = async () => {
      let taken = supergraphSdl;
      let seen = supergraphSdl;
      while (!stopping.signal.aborted) {
        await clock.sleep(POLL_MS, stopping.signal);
        // Between two links there may be no file for a moment.
        const next = await readFile(path, 'utf8').catch(() => seen);
        const isSettled = next === seen;
        seen = next;
        if (!isSettled || next === taken || stopping.signal.aborted) continue;
        taken = next;
        take(next);
      }
    };
    const take = (sdl: string) => {
      try {
        checkSupergraph(sdl);
        update(sdl);
        logger.info('A new supergraph is served.', { path });
      } catch (error) {
        logger.error('The new supergraph is not valid; the running one goes on.', { path, reason: reasonOf(error) });
      }
    };
    const watching = watch();
    const cleanup = () => {
      stopping.abort();
      return watching;
    };
    return { supergraphSdl, cleanup };
  };
}
