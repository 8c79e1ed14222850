import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbedded } from './embedded/embedded-product.ts';
import type { Bench, Measurement } from './frame/bench.ts';
import { median } from './frame/statistics.ts';
import { symbolOf, tradesIn, writeSession } from './pipeline/market-session.ts';
import { SubscriberSocket } from './pipeline/subscriber-socket.ts';

const SYMBOLS = 500;
const PER_SECOND = 2_000;
/** Played so many times faster. */
const SPEED = 5;
const TEN_MINUTES = 600;
const HOUR = 3_600;
/** The memory of a moment is the median over so many seconds of playing before it: collections have come and gone in them. */
const WINDOW_SECONDS = 20;
const FIELD = 'market_ingested_total{feed="recording:session.jsonl"}';
const SUBSCRIBED = 50;
const QUERY =
  'subscription Trades($symbols: [String!]!) { tradeReported(symbols: $symbols, pace: { mode: EVERY }) { cursor symbol price size } }';

/**
 * Resident memory of the product's own process (not of its Postgres), read from /proc twice a second while it goes on playing. Nothing is
 * forced: it collects its garbage when it does so by itself.
 */
export const bench: Bench = {
  async measure(context) {
    const { quick, folder, tell } = context;
    const [early, late] = quick ? [20, 40] : [TEN_MINUTES, HOUR];
    const windowSeconds = quick ? 2 : WINDOW_SECONDS;
    const session = { seed: 6, symbols: SYMBOLS, perSecond: PER_SECOND, seconds: late };
    const recordings = join(folder, 'recordings');
    await writeSession(recordings, session);
    const product = await startEmbedded(context, { dataDir: join(folder, 'product'), recordings, speed: String(SPEED) });
    let told = 0;
    const socket = new SubscriberSocket(
      product.port,
      () => void told++,
      () => tell('The gateway closed the socket.'),
    );
    await socket.subscribe(QUERY, { symbols: Array.from({ length: SUBSCRIBED }, (_, symbol) => symbolOf(symbol)) });
    const samples: { ingested: number; rssMb: number }[] = [];
    const total = tradesIn(session);
    for (let ingested = 0; ingested < total; await pause(500)) {
      ingested = await ingestedBy(product.port);
      samples.push({ ingested, rssMb: residentMb(product.pid) });
      if (samples.length % 60 === 0) tell(`${ingested} of ${total} trades, ${Math.round(samples.at(-1)?.rssMb ?? 0)} MB`);
    }
    socket.close();
    await product.stop();
    const windowTrades = windowSeconds * SPEED * PER_SECOND;
    const at = (seconds: number) => {
      const end = seconds * PER_SECOND;
      return median(samples.filter(({ ingested }) => ingested > end - windowTrades && ingested <= end).map(({ rssMb }) => rssMb));
    };
    return measurementOf(at(early), at(late), told > 0);
  },
};

function measurementOf(anchor: number, candidate: number, wasTold: boolean): Measurement {
  const ratio = candidate / anchor;
  return {
    figures: [{ median: ratio, min: ratio, max: ratio }],
    control: null,
    rounds: 1,
    absolute: { anchorRssMb: anchor, candidateRssMb: candidate },
    settings: { speed: String(SPEED), subscribers: '1', symbols: String(SYMBOLS) },
    conditions: { 'the subscriber was told': wasTold },
  };
}

async function ingestedBy(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`marketgraph_${FIELD}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
}
