import type { CandleInput } from '../src/index.ts';

/** The seed that makes the same market each time. */
const SEED = 20_260_105;

/** mulberry32: a generator of a few lines whose numbers are the same everywhere. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Shape {
  readonly name: string;
  readonly start: number;
  /** Of one candle's close, relative to the one before. */
  readonly volatility: number;
  readonly tick: number;
  /** Of candles that begin away from the close before, as after a night. */
  readonly gapEvery: number;
  /** Of candles in which hardly anything happens. */
  readonly quiet: number;
}

const shapes: Shape[] = [
  { name: 'minutes of a stock', start: 187.35, volatility: 0.0006, tick: 0.01, gapEvery: 390, quiet: 0.1 },
  { name: 'days of a share that gaps overnight', start: 42.1, volatility: 0.018, tick: 0.01, gapEvery: 1, quiet: 0 },
  { name: 'minutes of a coin', start: 64_250.5, volatility: 0.0015, tick: 0.01, gapEvery: 0, quiet: 0.05 },
  { name: 'minutes of a currency pair', start: 1.08412, volatility: 0.00012, tick: 0.00001, gapEvery: 0, quiet: 0.3 },
];

function candlesOf({ start, volatility, tick, gapEvery, quiet }: Shape, count: number): CandleInput[] {
  const next = numbers(SEED);
  const onTick = (price: number) => Math.round(price / tick) * tick;
  const step = () => (next() + next() + next() - 1.5) * 2 * volatility;
  let last = start;
  return Array.from({ length: count }, (_, index) => {
    const open = gapEvery > 0 && index % gapEvery === 0 ? last * (1 + step() * 3) : last;
    if (next() < quiet) return { high: onTick(open), low: onTick(open), close: onTick(open), volume: Math.round(next() * 5) + 1 };
    const close = open * (1 + step());
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    last = close;
    return {
      high: onTick(top * (1 + Math.abs(step()) / 2)),
      low: onTick(bottom * (1 - Math.abs(step()) / 2)),
      close: onTick(close),
      volume: Math.round(next() ** 3 * 10_000) + 1,
    };
  });
}

/** Series shaped like the markets that are served: ticks, quiet minutes, gaps, volumes with long tails. */
export const shapedCandles = shapes.map((shape) => ({ name: shape.name, candles: candlesOf(shape, 1_000) }));
