/** What Hive Gateway's documentation offers for subscriptions, as far as it changes what an event costs. */
export interface HiveSetting {
  readonly name: string;
  /** How events come in: from the events subgraph over SSE (the default) or one websocket, or from Redis without any subgraph. */
  readonly events: 'sse' | 'ws' | 'redis';
  /** Flags of `hive-gateway supergraph`. */
  readonly flags: readonly string[];
}

const ROUTER = '--hive-router-runtime';

/**
 * Its own runtime. Events from Redis cost as much here as over a websocket (522 and 507 us for each message, measured by hand), and need the
 * instruments of events to be resolved by hand. HTTP callbacks are a request for each message.
 */
const own: readonly HiveSetting[] = [
  { name: 'default', events: 'sse', flags: [] },
  { name: 'jit', events: 'sse', flags: ['--jit'] },
  { name: 'websocket', events: 'ws', flags: [] },
];

/** The runtime around the query planner in Rust, a package that is installed beside it. */
const router: readonly HiveSetting[] = [
  { name: 'router', events: 'sse', flags: [ROUTER] },
  { name: 'router websocket', events: 'ws', flags: [ROUTER] },
  { name: 'router redis', events: 'redis', flags: [ROUTER] },
];

export const hiveRuntimes = { own, router } as const;

/** What the process of the gateway is told in `HIVE_PEER`. */
export interface HivePeer {
  readonly events: HiveSetting['events'];
  /** The events subgraph's websocket. */
  readonly socketUrl: string;
  readonly redisUrl: string;
  readonly channelPrefix: string;
}

/** Channels of Redis: this and the subscription field. */
export const CHANNEL_PREFIX = 'hive';
