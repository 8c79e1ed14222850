import { badInput } from './input-error.ts';
import type { PageInfoType } from './types.ts';

export const MAX_PAGE = 500;

/** A page key is what the rows are ordered by, in base64url: good for the same field only. */
export type PageKey = readonly (string | number)[];

export function encodePageCursor(key: PageKey): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Throws BAD_USER_INPUT when the text is no cursor of `length` parts. */
export function decodePageCursor(cursor: string, length: number): PageKey {
  try {
    const key = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const fits = Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string' || Number.isFinite(part));
    if (fits) return key;
  } catch {
    // falls through to the coded error
  }
  throw badInput('MALFORMED_CURSOR', 'This page cursor was not given out by this field.');
}

/** Checks `first` or `last`: 1 to `most`. */
export function pageSize(size: number, most = MAX_PAGE): number {
  if (size < 1 || size > most) throw badInput('PAGE_TOO_LARGE', `A page has 1 to ${most} entries; ${size} were asked for.`);
  return size;
}

export interface Connection<N> {
  edges: Edge<N>[];
  nodes: N[];
  pageInfo: PageInfoType;
}

/** Its cursor is written when it is asked for: a page may have thousands, and most ask for nodes alone. */
export class Edge<N> {
  constructor(
    readonly node: N,
    private readonly keyOf: (node: N) => PageKey,
  ) {}

  get cursor(): string {
    return encodePageCursor(this.keyOf(this.node));
  }
}

/** A forward page out of up to `first + 1` rows: the surplus row only tells that there is more. */
export function toConnection<N>(rows: readonly N[], first: number, keyOf: (row: N) => PageKey, after?: string | null): Connection<N> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => new Edge(node, keyOf));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: Boolean(after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
