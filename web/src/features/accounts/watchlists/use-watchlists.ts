import { useMutation, useQuery } from '@apollo/client/react';
import {
  CreateWatchlistDocument,
  DeleteWatchlistDocument,
  UpdateWatchlistDocument,
  WatchlistsDocument,
} from '../../../graphql/generated/accounts.ts';
import { useSession } from '../../../graphql/session/session.ts';

interface Outcome {
  readonly id: string | null;
  readonly fault: string | null;
}

const failed: Outcome = { id: null, fault: 'That could not be saved. Try again in a moment.' };

export function useWatchlists() {
  const signedIn = useSession().status === 'signed-in';
  const { data, error, refetch } = useQuery(WatchlistsDocument, { skip: !signedIn, fetchPolicy: 'cache-and-network' });
  const refetchQueries = ['Watchlists'];
  const [createWith] = useMutation(CreateWatchlistDocument, { refetchQueries });
  const [updateWith] = useMutation(UpdateWatchlistDocument);
  const [removeWith] = useMutation(DeleteWatchlistDocument, { refetchQueries });

  const outcome = async (task: () => Promise<{ id: string | null; errors: readonly { message: string }[] } | null>): Promise<Outcome> => {
    try {
      const result = await task();
      return result ? { id: result.id, fault: result.errors[0]?.message ?? null } : failed;
    } catch {
      return failed;
    }
  };

  return {
    watchlists: data?.viewer?.watchlists,
    error,
    retry: () => void refetch(),
    create: (name: string) =>
      outcome(async () => {
        const payload = (await createWith({ variables: { name, symbols: [] } })).data?.createWatchlist;
        return payload ? { id: payload.watchlist?.id ?? null, errors: payload.userErrors } : null;
      }),
    update: (id: string, symbols: readonly string[]) =>
      outcome(async () => {
        const payload = (await updateWith({ variables: { id, symbols } })).data?.updateWatchlist;
        return payload ? { id, errors: payload.userErrors } : null;
      }),
    remove: (id: string) =>
      outcome(async () => {
        const payload = (await removeWith({ variables: { id } })).data?.deleteWatchlist;
        return payload ? { id: null, errors: payload.userErrors } : null;
      }),
  };
}
