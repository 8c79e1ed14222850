import { broadcastBench } from './fan-out/broadcast-bench.ts';

/** Ten events in one append, two of each symbol: the gateway writes once to each socket, `ws` once for each message. */
export const bench = broadcastBench({ name: 'burst', lots: 20, quickLots: 4, together: 10 });
