import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'graphql-ws';

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string;
}

interface SessionAnswer {
  readonly data?: { readonly answer: { readonly session: Session | null } | null } | null;
}

const SESSION = '{ session { accessToken refreshToken } }';
const REFRESH = `mutation($refreshToken: String!) { answer: refreshSession(refreshToken: $refreshToken) ${SESSION} }`;
const SIGN_IN = `mutation($email: EmailAddress!, $password: String!) { answer: signIn(email: $email, password: $password) ${SESSION} }`;

/** The tokens of one account, in files that outlive the process. Whoever was killed between a renewal and its file signs in again. */
export class Access {
  readonly #folder: string;
  readonly #account: Record<'email' | 'password', string>;

  constructor(folder: string, account: Record<'email' | 'password', string>) {
    this.#folder = folder;
    this.#account = account;
  }

  get token(): string | undefined {
    return this.#read('access-token');
  }

  /** Over any connection, also one of nobody. */
  async renew(client: Client): Promise<void> {
    const refreshToken = this.#read('refresh-token');
    const renewed = refreshToken === undefined ? null : await ask(client, REFRESH, { refreshToken });
    const session = renewed ?? (await ask(client, SIGN_IN, this.#account));
    if (!session) throw new Error('Accounts did not answer, or let nobody in.');
    this.#write('refresh-token', session.refreshToken);
    this.#write('access-token', session.accessToken);
  }

  #read(name: string): string | undefined {
    const path = join(this.#folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }

  #write(name: string, text: string): void {
    const path = join(this.#folder, name);
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
}

async function ask(client: Client, query: string, variables: Record<string, unknown>): Promise<Session | null> {
  for await (const { data } of client.iterate<SessionAnswer['data']>({ query, variables })) return data?.answer?.session ?? null;
  return null;
}
