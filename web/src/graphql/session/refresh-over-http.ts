import { print } from 'graphql';
import { RefreshSessionDocument, type RefreshSessionMutation } from '../generated/accounts.ts';
import type { Renewal } from './session-keeper.ts';

/** Past the Apollo links, which would wait for the very session that is being renewed. */
export async function refreshOverHttp(refreshToken: string): Promise<Renewal | null> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(RefreshSessionDocument), variables: { refreshToken } }),
  });
  const answer: { data?: RefreshSessionMutation | null } = await response.json();
  const payload = answer.data?.refreshSession;
  if (!payload) throw new Error('The session could not be renewed.');
  return payload.session ? { tokens: payload.session, user: payload.session.user } : null;
}
