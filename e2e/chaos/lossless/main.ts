// A client that misses nothing: main.ts SETTINGS (JSON). graphql-ws's own client and `after` are all it knows; whatever ends it, it goes on from its notebook.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import { connect } from '../subscriber/connect.ts';
import { Access } from './access.ts';
import { Notebook } from './notebook.ts';
import { BEGINNING, type Stream, streams } from './streams.ts';

export interface LosslessSettings {
  readonly folder: string;
  /** Of the gateways, which it takes in turn. */
  readonly urls: readonly string[];
  readonly symbols: readonly string[];
  readonly account: Record<'email' | 'password', string>;
}

interface Message {
  readonly data?: {
    readonly event?: ({ readonly cursor: string } & Record<string, unknown>) | null;
    readonly liveCursor?: string | null;
  } | null;
  readonly errors?: readonly unknown[];
  readonly extensions?: { readonly stream?: { readonly gap?: unknown; readonly skipped?: number } };
}

const SILENCE_MS = 2_000;
const PAUSE_MS = [100, 400] as const;
const FORBIDDEN = 4403;

const settings: LosslessSettings = JSON.parse(process.argv[2] ?? '{}');
const notebook = new Notebook(join(settings.folder, 'notebook.jsonl'));
const access = new Access(settings.folder, settings.account);
process.once('SIGTERM', () => process.exit(0));

for (let turn = Math.floor(Math.random() * settings.urls.length); ; turn++) {
  const url = settings.urls[turn % settings.urls.length] ?? '';
  await listen(url).catch((error) => comeBack(url, error));
  await sleep(PAUSE_MS[0] + Math.random() * (PAUSE_MS[1] - PAUSE_MS[0]));
}

/** Until the connection breaks, or any of the streams ends. */
async function listen(url: string): Promise<void> {
  const client = connect({ url, silenceMs: SILENCE_MS, token: access.token, connected: () => note(`connected to ${url}`) });
  try {
    if (notebook.cursor('beginning') === null) await begin(client);
    await Promise.race(streams.map((stream) => follow(client, stream)));
  } finally {
    await client.dispose();
  }
}

async function begin(client: Client): Promise<void> {
  for await (const { data } of client.iterate({ query: BEGINNING }) as AsyncIterable<Message>) {
    if (data?.liveCursor) notebook.write({ stream: 'beginning', cursor: data.liveCursor, event: null });
    return;
  }
}

async function follow(client: Client, { name, query, ofSymbols }: Stream): Promise<void> {
  const after = notebook.cursor(name) ?? notebook.cursor('beginning');
  const variables = { after, ...(ofSymbols ? { symbols: settings.symbols } : {}) };
  for await (const { data, errors, extensions } of client.iterate({ query, variables }) as AsyncIterable<Message>) {
    const { gap, skipped } = extensions?.stream ?? {};
    const event = data?.event ?? null;
    const told = gap ?? (skipped ? { skipped } : undefined);
    notebook.write({ stream: name, cursor: event?.cursor ?? null, event, ...(told ? { gap: told } : {}), ...(errors ? { errors } : {}) });
  }
}

/** A refused connection is what everybody meets while the gateway is away; a token that has ended is renewed at any gateway. */
async function comeBack(url: string, error: unknown): Promise<void> {
  const { code, reason } = error as { readonly code?: unknown; readonly reason?: unknown };
  if (typeof code === 'number') note(`closed: ${code} ${reason}`);
  else if (Array.isArray(error)) note(`refused: ${JSON.stringify(error)}`);
  if (code !== FORBIDDEN) return;
  const client = connect({ url, silenceMs: SILENCE_MS });
  await access.renew(client).then(
    () => note('renewed its token'),
    (failed: unknown) => note(`could not renew its token: ${failed instanceof Error ? failed.message : JSON.stringify(failed)}`),
  );
  await client.dispose();
}

function note(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`);
}
