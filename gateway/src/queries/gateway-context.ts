import type { Viewer } from '@marketgraph/vocabulary';

/** One request, or one batch of events that are executed together: what loaders may share lives as long as this. */
export interface GatewayContext {
  readonly viewer: Viewer | null;
  /** Taken before the execution starts, where the operation asks for it. */
  liveCursor?: string | null;
  /** The caller's W3C trace context, told to subgraphs as it came. */
  readonly trace?: string | undefined;
  /** What errors and logs name it by; see traceIdOf. */
  traceId?: string;
}
