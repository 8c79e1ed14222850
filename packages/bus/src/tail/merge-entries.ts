import type { Entry } from '../entry.ts';

/**
 * One order out of several partitions' pages: by time of publishing, then partition, each partition's own order kept.
 * A page of `limit` entries may go on: the merge stops where such a page ends, because what follows may be older
 * than what other partitions still have. The rest is read again.
 */
export function mergeEntries(entries: readonly Entry[], limit: number): Entry[] {
  const pages = [...Map.groupBy(entries, (entry) => entry.partition).values()];
  const next = pages.map(() => 0);
  const merged: Entry[] = [];
  for (;;) {
    const chosen = earliestPage(pages, next);
    const page = pages[chosen];
    const entry = page?.[next[chosen] ?? 0];
    if (!page || !entry) return merged;
    merged.push(entry);
    next[chosen] = (next[chosen] ?? 0) + 1;
    if (next[chosen] === page.length && page.length >= limit) return merged;
  }
}

function earliestPage(pages: readonly (readonly Entry[])[], next: readonly number[]): number {
  let chosen = -1;
  let earliest: Entry | undefined;
  for (const [index, page] of pages.entries()) {
    const entry = page[next[index] ?? 0];
    if (entry && (!earliest || isBefore(entry, earliest))) {
      chosen = index;
      earliest = entry;
    }
  }
  return chosen;
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.publishedAt === b.publishedAt ? a.partition < b.partition : a.publishedAt < b.publishedAt;
}
