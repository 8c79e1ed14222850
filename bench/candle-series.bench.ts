import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { fillMinutes, MINUTE_SYMBOLS, minuteDays } from './candle-series/fill-minutes.ts';
import { barsOf } from './catalogue.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { startBenchPostgres } from './frame/bench-postgres.ts';
import { type Arm, runPaired } from './frame/paired.ts';

const DAY_MS = 86_400_000;
const CANDLES = 1_440;
const COLUMNS = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'tradeCount'] as const;
const SERIES = `query Series($symbol: String!, $from: DateTime, $to: DateTime) {
  instrument(symbol: $symbol) { candleSeries(from: $from, to: $to, last: ${CANDLES}) { interval ${COLUMNS.join(' ')} forming } } }`;
const ROWS = `query Rows($symbol: String!, $from: DateTime, $to: DateTime) {
  instrument(symbol: $symbol) { candles(from: $from, to: $to, last: ${CANDLES}) { nodes { openTime closeTime open high low close volume tradeCount closed revision } } } }`;

type Column = (typeof COLUMNS)[number];
type Columns = Record<Column, unknown[]>;

/** CPU of gateway, market and Postgres for one day of minutes, asked as columns and as rows over HTTP. */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const postgres = await startBenchPostgres(context);
    await fillMinutes(postgres.url, context.logger);
    const gateway = await startGateway(context, postgres.url);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    context.atEnd(() => agent.destroy());
    const ask = (query: string, input: number, turn: number) => askGateway(agent, gateway.port, query, input * 31 + turn);
    const requests = quick ? 10 : 60;
    const anchor = arm('rows', requests, (input, turn) => ask(ROWS, input, turn), columnsOfRows);
    const candidate = arm('candleSeries', requests, (input, turn) => ask(SERIES, input, turn), columnsOfSeries);
    for (let turn = 0; turn < (quick ? 20 : 200); turn++) {
      await ask(ROWS, 0, turn);
      await ask(SERIES, 0, turn);
    }
    const rounds = quick ? 2 : 7;
    const processes = () => ({ gateway: [gateway.pid], postgres: postgres.pids() });
    const bars = barsOf('candle-series');
    const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: rounds, processes, countsOwnCpu: false, tell });
    return { ...paired, settings: postgres.settings };
  },
};

function arm(
  name: string,
  requests: number,
  ask: (input: number, turn: number) => Promise<string>,
  columnsOf: (body: string) => Columns,
): Arm {
  return {
    name,
    async run(input) {
      const bodies: string[] = [];
      for (let turn = 0; turn < requests; turn++) bodies.push(await ask(input, turn));
      const bytes = bodies.reduce((sum, body) => sum + body.length, 0);
      return { operations: requests, bytes, answer: columnsOf(bodies[input % requests] ?? '') };
    },
  };
}

function columnsOfRows(body: string): Columns {
  const { nodes } = JSON.parse(body).data.instrument.candles as { nodes: Record<Column, unknown>[] };
  return checked(Object.fromEntries(COLUMNS.map((name) => [name, nodes.map((node) => node[name])])) as Columns);
}

function columnsOfSeries(body: string): Columns {
  const series = JSON.parse(body).data.instrument.candleSeries as Columns;
  return checked(Object.fromEntries(COLUMNS.map((name) => [name, series[name]])) as Columns);
}

function checked(columns: Columns): Columns {
  const short = COLUMNS.find((name) => columns[name].length !== CANDLES);
  if (short) throw new Error(`${short} has ${columns[short].length} of ${CANDLES} candles.`);
  return columns;
}

/** Another symbol and another day each time: no cache answers. */
async function askGateway(agent: Agent, port: number, query: string, place: number): Promise<string> {
  const from = minuteDays[place % minuteDays.length] ?? 0;
  const symbol = MINUTE_SYMBOLS[Math.floor(place / minuteDays.length) % MINUTE_SYMBOLS.length];
  const variables = { symbol, from: new Date(from).toISOString(), to: new Date(from + DAY_MS).toISOString() };
  return post(agent, port, JSON.stringify({ query, variables }));
}

function post(agent: Agent, port: number, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request({ agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      if (response.statusCode === 200 && !text.startsWith('{"errors"')) resolve(text);
      else reject(new Error(`The gateway answered ${response.statusCode}: ${text.slice(0, 300)}`));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

async function startGateway({ folder, atEnd }: BenchContext, databaseUrl: string): Promise<{ pid: number; port: number }> {
  const file = fileURLToPath(new URL('./candle-series/gateway-process.ts', import.meta.url));
  const child = fork(file, [databaseUrl, folder], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  atEnd(() => {
    child.kill('SIGKILL');
    return ended;
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}.`)));
  });
  return { pid: child.pid ?? 0, port };
}
