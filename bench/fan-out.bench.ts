import { broadcastBench } from './fan-out/broadcast-bench.ts';

/** Each event a frame and a write of its own for each socket. */
export const bench = broadcastBench({ name: 'fan-out', lots: 120, quickLots: 20, together: 1 });
