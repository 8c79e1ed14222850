import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

/** Fails the build when the first page needs more script than `limit` kilobytes, compressed as it travels. */
export function initialRouteBudget(entry: string, limit: number): Plugin {
  return {
    name: 'initial-route-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const first = chunks.find((chunk) => chunk.isEntry && chunk.name === entry);
      if (!first) throw new Error(`There is no entry named ${entry}.`);
      const bytes = [...eager(first, chunks)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length, 0);
      const kilobytes = Math.round(bytes / 1_000);
      if (kilobytes > limit) this.error(`The first page needs ${kilobytes} kB of script, ${limit} kB is the limit.`);
      this.info(`the first page needs ${kilobytes} kB of script`);
    },
  };
}

function eager(from: Rolldown.OutputChunk, chunks: readonly Rolldown.OutputChunk[], found = new Set<Rolldown.OutputChunk>()) {
  found.add(from);
  for (const file of from.imports) {
    const chunk = chunks.find((candidate) => candidate.fileName === file);
    if (chunk && !found.has(chunk)) eager(chunk, chunks, found);
  }
  return found;
}
