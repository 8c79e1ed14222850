/** One socket with one subscription. */
export interface Reader {
  /** The subscription's own. */
  readonly id: string;
  readonly token: string | null;
  /** Its variables are `symbols`. */
  readonly query: string;
  readonly symbols: readonly string[];
  /** Where a server that speaks no GraphQL begins to send at once. */
  readonly path?: string;
}

export interface CrowdTask {
  readonly port: number;
  readonly readers: readonly Reader[];
}

export type CrowdMessage =
  | { readonly kind: 'open'; readonly task: CrowdTask }
  /** Say when so many were received. */
  | { readonly kind: 'until'; readonly received: number }
  /** These sockets stop reading, or read again. */
  | { readonly kind: 'reading'; readonly sockets: readonly number[]; readonly reads: boolean }
  /** `keepsTimes` begins or ends the keeping of arrivals. */
  | { readonly kind: 'report'; readonly keepsTimes?: boolean };

export interface CrowdReport {
  /** Since the beginning. */
  readonly received: number;
  /** Bodies of frames. */
  readonly bytes: number;
  /** Frames that were read and compared with what was published. */
  readonly compared: number;
  /** Messages with `extensions`: snapshots, merged or skipped ones, gaps. */
  readonly notes: number;
  /** The first thing that was not as it should be. */
  readonly fault: string | null;
  /** Pairs since the last report: `keyOf` of the event, and when it came (ms of the machine's monotonic clock). */
  readonly arrivals: Float64Array;
}

export type CrowdAnswer = { readonly kind: 'opened' | 'reached' | 'done' } | { readonly kind: 'report'; readonly report: CrowdReport };

/** The key of an event in `arrivals`. */
export function keyOf(symbol: string, number: number): number {
  return Number(symbol.slice(-2)) * 1e9 + Number(symbol.slice(1, 3)) * 1e12 + number;
}
