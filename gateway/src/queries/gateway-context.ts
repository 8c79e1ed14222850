import type { Deadline } from '@marketgraph/service';
import type { Viewer } from '@marketgraph/vocabulary';
import type { ExecutionResult } from 'graphql';

/** One request, or one batch of events that are executed together: what loaders may share lives as long as this. */
export interface GatewayContext {
  readonly viewer: Viewer | null;
  /** Taken before the execution starts, where the operation asks for it. */
  liveCursor?: string | null;
  /** Until when the caller waits; without one, each question to a subgraph has its own. */
  readonly deadline?: Deadline;
  /** The caller's W3C trace context, told to subgraphs as it came. */
  readonly trace?: string | undefined;
  /** Of an operation that was executed before Apollo Server was asked about it: never executed again. */
  answered?: Promise<ExecutionResult<Record<string, unknown>>>;
  /** What errors and logs name it by; see traceIdOf. */
  traceId?: string;
}
