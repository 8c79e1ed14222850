import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { query } from '../../stack/client.ts';
import { products } from '../ledger/products.ts';

export interface Account {
  readonly email: string;
  readonly password: string;
}

interface Mutation {
  readonly url: string;
  readonly text: string;
  readonly variables: object;
  readonly token?: string;
}

const SIGN_UP = `mutation($email: EmailAddress!, $password: String!) {
  signUp(email: $email, password: $password, displayName: "Client") { session { accessToken refreshToken } userErrors { message } } }`;
const RULE = 'mutation($input: AlertRuleInput!) { createAlertRule(input: $input) { alertRule { id } userErrors { message } } }';
const PATIENCE_MS = 30_000;
/** In smallest steps around where a price begins: it passes them again and again. */
const LEVELS = [-60, -25, -8, 0, 8, 25, 60];

/** An account with rules that fire and end all the time. Its tokens lie where its client looks for them. */
export async function openAccount(folder: string, url: string): Promise<Account & { readonly accessToken: string }> {
  const account = { email: 'client@marketgraph.example', password: randomBytes(15).toString('base64url') };
  const { session } = await carriedOut('signUp', { url, text: SIGN_UP, variables: account });
  if (!session) throw new Error('The account could not be made.');
  writeFileSync(join(folder, 'refresh-token'), session.refreshToken);
  writeFileSync(join(folder, 'access-token'), session.accessToken);
  for (const { symbol, startPrice, priceDigits } of products) {
    for (const level of LEVELS)
      await addRule(url, session.accessToken, symbol, ((startPrice + level) / 10 ** priceDigits).toFixed(priceDigits));
  }
  return { ...account, accessToken: session.accessToken };
}

async function addRule(url: string, token: string, symbol: string, threshold: string): Promise<void> {
  const condition = { compare: { metric: 'PRICE', comparison: 'ABOVE', threshold } };
  const input = { name: `${symbol} above ${threshold}`, symbols: [symbol], condition, cooldown: 'PT0S' };
  const { alertRule, userErrors } = await carriedOut('createAlertRule', { url, text: RULE, variables: { input }, token });
  if (!alertRule) throw new Error(`The rule was refused: ${JSON.stringify(userErrors)}`);
}

/** As a client does: what cannot be reached yet is asked for again. A stack that has begun on a busy machine is out of breath. */
async function carriedOut(mutation: string, { url, text, variables, token }: Mutation) {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const { data, errors } = await query({ url }, text, variables, token);
    if (data?.[mutation]) return data[mutation];
    const mayBeTried = errors?.some(({ extensions }) => extensions?.retryable) && performance.now() < giveUpAt;
    if (!mayBeTried) throw new Error(`${mutation} failed: ${JSON.stringify(errors)}`);
    await pause(200);
  }
}
