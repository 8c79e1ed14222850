import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { graphqlRequest } from './graphql-request.ts';

export interface SampleAccount {
  readonly email: string;
  readonly password: string;
}

interface SessionAnswer {
  session: { accessToken: string } | null;
  userErrors: { code: string; message: string }[];
}

const SIGN_IN = `mutation($email: EmailAddress!, $password: String!) {
  payload: signIn(email: $email, password: $password) { session { accessToken } userErrors { code message } } }`;
const SIGN_UP = `mutation($email: EmailAddress!, $password: String!) {
  payload: signUp(email: $email, password: $password, displayName: "Sample") { session { accessToken } userErrors { code message } } }`;
const CREATE_WATCHLIST = `mutation($symbols: [String!]!) {
  payload: createWatchlist(name: "Around the clock", symbols: $symbols) { userErrors { code message } } }`;
const CREATE_RULE = `mutation($input: AlertRuleInput!) { payload: createAlertRule(input: $input) { userErrors { code message } } }`;

/** Mostly what is traded day and night, so that there is something to see at any hour. */
const SYMBOLS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'XRP-USD', 'DOGE-USD', 'AAPL', 'NVDA', 'EUR-USD'];
const LIST = 'query($filter: InstrumentFilter) { instruments(filter: $filter, first: 8) { nodes { symbol } } }';
/** A feed lists its instruments soon after it has started. */
const PATIENCE_MS = 10_000;

/** Made once, through the same API that everyone uses. Later starts find it in `file`. */
export async function sampleAccount(url: string, file: string): Promise<SampleAccount> {
  const existing = await readAccount(file);
  if (existing && (await signIn(url, existing))) return existing;
  const { account, token } = await signUp(url);
  const symbols = await chooseSymbols(url);
  if (symbols.length > 0) {
    await mutate(url, CREATE_WATCHLIST, { symbols }, token);
    await mutate(url, CREATE_RULE, { input: fastMovers(symbols) }, token);
  }
  await writeAccount(file, account);
  return account;
}

/** Some crypto unit moves by a seventeenth of a per cent within most minutes, also in a calm market. */
function fastMovers(symbols: readonly string[]) {
  const move = { metric: 'CHANGE_PERCENT', window: 'PT1M' };
  return {
    name: 'Fast movers',
    symbols,
    condition: {
      any: [
        { compare: { ...move, comparison: 'ABOVE', threshold: '0.06' } },
        { compare: { ...move, comparison: 'BELOW', threshold: '-0.06' } },
      ],
    },
    severity: 'INFO',
    cooldown: 'PT1M',
  };
}

async function signIn(url: string, account: SampleAccount): Promise<boolean> {
  const { payload } = await graphqlRequest<{ payload: SessionAnswer }>(url, SIGN_IN, account);
  return payload.session !== null;
}

/** The plain address is taken where the file was lost but the database was not. */
async function signUp(url: string): Promise<{ account: SampleAccount; token: string }> {
  const password = randomBytes(15).toString('base64url');
  for (const email of ['sample@marketgraph.example', `sample-${randomBytes(4).toString('hex')}@marketgraph.example`]) {
    const { payload } = await graphqlRequest<{ payload: SessionAnswer }>(url, SIGN_UP, { email, password });
    if (payload.session) return { account: { email, password }, token: payload.session.accessToken };
    if (!payload.userErrors.some(({ code }) => code === 'TAKEN')) throw refused(payload.userErrors);
  }
  throw new Error('No free address was found for the sample account.');
}

/** Of ours those that exist, else whatever the feeds bring; none when they bring nothing for a while. */
async function chooseSymbols(url: string): Promise<string[]> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    for (const filter of [{ symbols: SYMBOLS }, null]) {
      const { instruments } = await graphqlRequest<{ instruments: { nodes: { symbol: string }[] } | null }>(url, LIST, { filter });
      const found = new Set(instruments?.nodes.map(({ symbol }) => symbol));
      if (found.size > 0) return [...SYMBOLS.filter((symbol) => found.delete(symbol)), ...found];
    }
    await sleep(500);
  }
  return [];
}

async function mutate(url: string, mutation: string, variables: object, token: string): Promise<void> {
  const { payload } = await graphqlRequest<{ payload: Pick<SessionAnswer, 'userErrors'> }>(url, mutation, variables, token);
  if (payload.userErrors.length > 0) throw refused(payload.userErrors);
}

function refused(userErrors: SessionAnswer['userErrors']): Error {
  return new Error(userErrors.map(({ message }) => message).join(' '));
}

async function readAccount(file: string): Promise<SampleAccount | null> {
  try {
    const { email, password } = JSON.parse(await readFile(file, 'utf8'));
    return typeof email === 'string' && typeof password === 'string' ? { email, password } : null;
  } catch {
    return null;
  }
}

async function writeAccount(file: string, account: SampleAccount): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
