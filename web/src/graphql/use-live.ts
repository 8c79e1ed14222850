import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useEffectEvent } from 'react';
import { cursorOf } from './live/cursor-of.ts';

const restartMs = 3_000;

/**
 * Keeps a subscription open for as long as the component is shown. Events go to `onEvent` and never through the Apollo
 * cache. The socket reconnects by itself; an operation that the server ends is started again after a pause, where it ended.
 */
export function useLive<Data, Variables extends OperationVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables | null,
  onEvent: (data: Data) => void,
): void {
  const client = useApolloClient();
  const tell = useEffectEvent(onEvent);
  const key = variables === null ? null : JSON.stringify(variables);

  useEffect(() => {
    if (key === null) return;
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    let after: string | null = null;
    const start = () => {
      const restart = () => {
        if (!ended) timer = setTimeout(start, restartMs);
      };
      const events = client.subscribe<Data, OperationVariables>({
        query: document,
        variables: { ...JSON.parse(key), ...(after !== null && { after }) },
        fetchPolicy: 'no-cache',
        errorPolicy: 'all',
      });
      const subscription = events.subscribe({
        next: ({ data }) => {
          after = cursorOf(data) ?? after;
          if (data) tell(data as Data);
        },
        error: restart,
        complete: restart,
      });
      stop = () => subscription.unsubscribe();
    };
    start();
    return () => {
      ended = true;
      clearTimeout(timer);
      stop();
    };
  }, [client, document, key]);
}
