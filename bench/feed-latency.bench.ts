import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@marketgraph/postgres';
import { barsOf } from './catalogue.ts';
import { startEmbedded } from './embedded/embedded-product.ts';
import type { LogAloneTask } from './embedded/log-alone.ts';
import type { Bench, BenchContext } from './frame/bench.ts';
import { type Arm, runPaired } from './frame/paired.ts';
import { type MarketSession, symbolOf, writeSession } from './pipeline/market-session.ts';
import { SubscriberSocket } from './pipeline/subscriber-socket.ts';

const SYMBOLS = 500;
const PER_SECOND = 2_000;
const WARM_SECONDS = 5;
const QUERY = `subscription Trades($symbols: [String!]!) {
  tradeReported(symbols: $symbols, pace: { mode: EVERY }) { cursor symbol tradeId price size side occurredAt } }`;
const LOG_ALONE = fileURLToPath(new URL('./embedded/log-alone.ts', import.meta.url));

/**
 * From when a trade is due in the feed (whole milliseconds) until one subscriber of all symbols has it: the product as `npm start` runs it, with
 * recorder, analysis and evaluation, against append and tail of the embedded log by themselves. Both begin anew for each run.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick, tell } = context;
    const seconds = quick ? 2 : 8;
    const warm = quick ? 1 : WARM_SECONDS;
    const rounds = quick ? 1 : 5;
    const recordings = join(context.folder, 'recordings');
    // The product plays while it starts.
    const session = { seed: 4, symbols: SYMBOLS, perSecond: PER_SECOND, seconds: quick ? 30 : 60 };
    await writeSession(recordings, session);
    const measured = seconds * PER_SECOND;
    const skipped = warm * PER_SECOND;
    const anchor = logAlone(context, session, skipped, measured);
    const candidate = product(context, recordings, skipped, measured);
    const bars = barsOf('feed-latency');
    const paired = await runPaired({ anchor, candidate, bars, rounds, controlRounds: quick ? 1 : 3, tell });
    return { ...paired, settings: { perSecond: String(PER_SECOND), symbols: String(SYMBOLS), subscribers: '1' } };
  },
};

function logAlone(context: BenchContext, session: MarketSession, skipped: number, measured: number): Arm {
  let run = 0;
  return {
    name: 'the log alone',
    async run() {
      const postgres = await startEmbeddedPostgres({ dataDir: join(context.folder, `log-${run++}`), logger: context.logger });
      const child = fork(LOG_ALONE);
      try {
        const told = new Promise<readonly number[]>((resolve, reject) => {
          child.once('message', (message) => resolve(message as readonly number[]));
          child.once('exit', () => reject(new Error('The log alone ended early.')));
        });
        child.send({ databaseUrl: postgres.url, session, skipped, measured } satisfies LogAloneTask);
        return { operations: measured, latenciesMs: await told };
      } finally {
        child.disconnect();
        await postgres.stop();
      }
    },
  };
}

function product(context: BenchContext, recordings: string, skipped: number, measured: number): Arm {
  let run = 0;
  return {
    name: 'the product',
    async run() {
      const dataDir = join(context.folder, `product-${run++}`);
      const running = await startEmbedded(context, { dataDir, recordings, speed: '1' });
      try {
        return { operations: measured, latenciesMs: await arrivals(running.port, skipped, measured) };
      } finally {
        await running.stop();
      }
    },
  };
}

function arrivals(port: number, skipped: number, measured: number): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const latenciesMs: number[] = [];
    let seen = 0;
    const onText = (text: string) => {
      const now = performance.timeOrigin + performance.now();
      if (!text.startsWith('{"type":"next"') || text.includes('"extensions"')) return reject(new Error(text.slice(0, 400)));
      const at = text.indexOf('"occurredAt":"') + '"occurredAt":"'.length;
      if (seen++ >= skipped) latenciesMs.push(now - Date.parse(text.slice(at, text.indexOf('"', at))));
      if (latenciesMs.length < measured) return;
      socket.close();
      resolve(latenciesMs);
    };
    const socket = new SubscriberSocket(port, onText, () => reject(new Error('The gateway closed the socket.')));
    const symbols = Array.from({ length: SYMBOLS }, (_, symbol) => symbolOf(symbol));
    void socket.subscribe(QUERY, { symbols });
  });
}
