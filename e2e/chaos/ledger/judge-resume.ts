import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { connected } from './database.ts';
import { type Heard, judgeSubscriber } from './judge-subscriber.ts';
import { readShifts, type Shifts } from './judge-trades.ts';
import { type LedgerEntry, readLedger } from './ledger-file.ts';
import { type Counts, compare, type StreamVerdict } from './multiset.ts';

export interface ResumeVerdict {
  readonly streams: Readonly<Record<string, StreamVerdict>>;
  /** Against their order, symbol by symbol (trades, signals), or an alert that ended before it began. */
  readonly misplaced: number;
  readonly gaps: number;
  /** Messages without an event. */
  readonly empty: number;
  /** Events of which a part that another subgraph knows could not be had at that time. */
  readonly partial: number;
  readonly examples: readonly string[];
}

export interface Noted {
  readonly stream: string;
  readonly event: Record<string, unknown> | null;
  readonly gap?: unknown;
  readonly errors?: readonly { readonly message?: string }[];
}

/** What happened, by the names under which it must be heard. */
export interface Happened {
  readonly told: readonly LedgerEntry[];
  readonly shifts: Shifts;
  readonly articles: readonly string[];
  readonly signals: readonly string[];
  readonly alerts: readonly string[];
}

/** Trades and headlines as the ledger itself told them; signals and alerts as they stand in the store, which nobody but their makers writes. */
export async function judgeResume(directory: string, url: string): Promise<ResumeVerdict> {
  const told = await readLedger(join(directory, 'ledger.csv'));
  const articles = readLines(join(directory, 'ledger-headlines.txt'));
  return connected(url, async (client) => {
    const shifts = await readShifts(client, told);
    const [signals, alerts] = [await storedSignals(client), await storedAlerts(client)];
    return judgeNoted(readNotebook(join(directory, 'notebook.jsonl')), { told, shifts, articles, signals, alerts });
  });
}

export async function judgeNoted(noted: readonly Noted[], happened: Happened): Promise<ResumeVerdict> {
  const heard = (stream: string) => noted.flatMap((note) => (note.stream === stream && note.event ? [note.event] : []));
  const lines = await judgeSubscriber(heard('trades').map(toHeard), happened.told, happened.shifts);
  const streams = {
    trades: { ...lines, expected: happened.told.length, repeated: lines.repeated + again(heard('trades'), 'tradeId') },
    articles: compare('article', heard('articles').map(headlineOf), happened.articles),
    signals: compare('signal', heard('signals').map(signalName), happened.signals),
    alerts: compare('alert', heard('alerts').map(alertName), happened.alerts),
  };
  return {
    streams,
    misplaced: lines.misplaced + misplacedSignals(heard('signals')) + misplacedAlerts(heard('alerts')),
    gaps: noted.filter(({ gap }) => gap !== undefined).length,
    empty: noted.filter(({ stream, event }) => stream !== 'beginning' && event === null).length,
    partial: noted.filter(({ event, errors }) => event !== null && errors !== undefined).length,
    examples: [...Object.values(streams).flatMap(({ examples }) => examples), ...oddities(noted)],
  };
}

function readNotebook(path: string): Noted[] {
  return readLines(path).map((line) => JSON.parse(line));
}

export function readLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function oddities(noted: readonly Noted[]): string[] {
  const odd = noted.filter(({ stream, event, gap }) => gap !== undefined || (stream !== 'beginning' && event === null));
  return odd.slice(0, 5).map((note) => `noted ${JSON.stringify(note).slice(0, 600)}`);
}

function toHeard({ symbol, occurredAt, price, size }: Record<string, unknown>): Heard {
  return { symbol: String(symbol), at: Date.parse(String(occurredAt)), price: String(price), size: String(size) };
}

function again(events: readonly Record<string, unknown>[], id: string): number {
  return events.length - new Set(events.map((event) => event[id])).size;
}

function headlineOf(event: Record<string, unknown>): string {
  return String((event['article'] as { headline?: string } | null)?.headline);
}

function signalName(event: Record<string, unknown>): string {
  const { issuedAt = '' } = (event['signal'] ?? {}) as { issuedAt?: string };
  return [event['symbol'], Date.parse(issuedAt), event['action'], Number(event['score']).toFixed(6)].join(' ');
}

async function storedSignals(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    'SELECT symbol, (extract(epoch FROM issued_at) * 1000)::bigint AS at, action, score FROM news_sentiment.signals',
  );
  return rows.map(({ symbol, at, action, score }) => [symbol, at, action, Number(score).toFixed(6)].join(' '));
}

function alertName(event: Record<string, unknown>): string {
  const {
    value,
    triggeredAt = '',
    rule,
  } = (event['alert'] ?? {}) as { value?: string; triggeredAt?: string; rule?: { name: string } | null };
  return [event['cause'], event['symbol'], rule?.name, Date.parse(triggeredAt), Number(value)].join(' ');
}

async function storedAlerts(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    'SELECT symbol, rule_name, (extract(epoch FROM triggered_at) * 1000)::bigint AS at, value, resolved_at IS NOT NULL AS ended FROM alerts.alerts',
  );
  return rows.flatMap(({ symbol, rule_name, at, value, ended }) => {
    const name = [symbol, rule_name, at, Number(value)].join(' ');
    return [`TRIGGERED ${name}`, ...(ended ? [`RESOLVED ${name}`] : [])];
  });
}

function misplacedSignals(events: readonly Record<string, unknown>[]): number {
  const last: Counts = new Map();
  return events.filter((event) => {
    const symbol = String(event['symbol']);
    const at = Date.parse(String((event['signal'] as { issuedAt?: string } | null)?.issuedAt));
    const isLate = at < (last.get(symbol) ?? 0);
    last.set(symbol, at);
    return isLate;
  }).length;
}

function misplacedAlerts(events: readonly Record<string, unknown>[]): number {
  const begun = new Set<unknown>();
  return events.filter(({ alertId, cause }) => {
    if (cause === 'TRIGGERED') begun.add(alertId);
    return !begun.has(alertId);
  }).length;
}
