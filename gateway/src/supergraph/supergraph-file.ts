import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { SupergraphSdlHook } from '@apollo/gateway';
import { type Logger, reasonOf } from '@marketgraph/service';

const POLL_MS = 1_000;

/**
 * Serves the supergraph in a file and takes each change of it without a restart. Polling, because a ConfigMap is
 * exchanged by a symbolic link that change notifications miss. A broken file is refused; the running one goes on.
 */
export function supergraphFile(path: string, logger: Logger): SupergraphSdlHook {
  return async ({ update }) => {
    let current = await readFile(path, 'utf8');
    const check = async () => {
      const next = await readFile(path, 'utf8').catch(() => current);
      if (next === current) return;
      try {
        update(next);
        current = next;
        logger.info('A new supergraph is served.', { path });
      } catch (error) {
        logger.error('The new supergraph is not valid; the running one goes on.', { path, reason: reasonOf(error) });
      }
    };
    watchFile(path, { interval: POLL_MS }, check);
    return { supergraphSdl: current, cleanup: async () => unwatchFile(path, check) };
  };
}
