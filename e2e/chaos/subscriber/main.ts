// Writes down every trade that a gateway reports: main.ts GATEWAY_URL FILE SYMBOLS. Comes back with its last cursor after every break.
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from './connect.ts';

const TEXT = `subscription($symbols: [String!]!, $after: Cursor) {
  tradeReported(symbols: $symbols, after: $after, pace: { mode: EVERY }) { cursor symbol occurredAt price size timing { receivedAt } }
}`;
const SILENCE_MS = 5_000;

interface Message {
  readonly data?: { readonly tradeReported: Report } | null;
  readonly errors?: readonly unknown[];
  readonly extensions?: { readonly stream?: { readonly gap?: unknown; readonly skipped?: number } };
}

interface Report {
  readonly cursor: string;
  readonly symbol: string;
  readonly occurredAt: string;
  readonly price: string;
  readonly size: string;
  readonly timing: { readonly receivedAt: string };
}

const [url = '', path = '', symbols = ''] = process.argv.slice(2);
const file = createWriteStream(path);
let after: string | undefined;

process.once('SIGTERM', () => file.end(() => process.exit(0)));
for (let last = ''; ; ) {
  const from = `going on behind ${after ?? 'the newest'}`;
  if (from !== last) note(from);
  last = from;
  await listen().catch(broken);
  await sleep(100);
}

/** Until the connection breaks. */
async function listen(): Promise<void> {
  const client = connect({ url, silenceMs: SILENCE_MS, connected: () => note('connected') });
  try {
    for await (const message of client.iterate({ query: TEXT, variables: { symbols: symbols.split(','), after } }))
      write(message as Message);
  } finally {
    await client.dispose();
  }
}

function write({ data, errors, extensions }: Message): void {
  const { gap, skipped } = extensions?.stream ?? {};
  // What stands with a message lies before it.
  if (gap || skipped) file.write(`gap,${JSON.stringify(gap ?? { skipped })}\n`);
  if (errors) file.write(`error,${JSON.stringify(errors)}\n`);
  const report = data?.tradeReported;
  if (!report) return;
  after = report.cursor;
  const now = Date.now();
  const delay = now - Date.parse(report.timing.receivedAt);
  file.write(`${report.symbol},${Date.parse(report.occurredAt)},${report.price},${report.size},${now},${delay}\n`);
}

/** A refused connection is what everybody meets while the gateway is away; a close with a code says more. */
function broken(error: { readonly code?: unknown; readonly reason?: unknown }): void {
  if (typeof error.code === 'number') note(`closed: ${error.code} ${error.reason}`);
}

function note(text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${text}\n`);
}
