import type { FormattedExecutionResult } from 'graphql';
import type { Client, Sink, SubscribePayload } from 'graphql-ws';

export interface StreamNotice {
  /** The log could not serve everything since the cursor: what is shown must be asked for anew. */
  readonly onGap: () => void;
}

/**
 * graphql-ws sends the same payload object again after each reconnect. Where the operation takes `after`, that
 * payload is given the cursor of the newest event seen, so that a lost connection leaves no hole.
 */
export function resuming(client: Client, notice: StreamNotice): Client {
  return {
    ...client,
    subscribe<Data, Extensions>(payload: SubscribePayload, sink: Sink<FormattedExecutionResult<Data, Extensions>>) {
      const resumable = /\$after\s*:\s*Cursor/.test(payload.query);
      const own: SubscribePayload = { ...payload };
      const next = (result: FormattedExecutionResult<Data, Extensions>) => {
        const cursor = resumable ? cursorOf(result.data) : null;
        if (cursor !== null) Object.assign(own, { variables: { ...own.variables, after: cursor } });
        if (hasGap(result.extensions)) notice.onGap();
        sink.next(result);
      };
      return client.subscribe<Data, Extensions>(own, { next, error: (error) => sink.error(error), complete: () => sink.complete() });
    },
  };
}

function cursorOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null) return null;
  for (const event of Object.values(data)) {
    if (typeof event === 'object' && event !== null && 'cursor' in event && typeof event.cursor === 'string') return event.cursor;
  }
  return null;
}

function hasGap(extensions: unknown): boolean {
  if (typeof extensions !== 'object' || extensions === null || !('stream' in extensions)) return false;
  const { stream } = extensions;
  return typeof stream === 'object' && stream !== null && 'gap' in stream && Boolean(stream.gap);
}
