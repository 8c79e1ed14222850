/** What Hive Gateway's documentation offers for subscriptions, as far as it changes what an event costs. */
export interface HiveSetting {
  readonly name: string;
  /** How events come in: from the events subgraph over SSE (the default) or one websocket, or from Redis without any subgraph. */
  readonly events: 'sse' | 'ws' | 'redis';
  /** Flags of `hive-gateway supergraph`. */
  readonly flags: readonly string[];
}

const RUST_PLANNER = '--hive-router-runtime';

export const hiveSettings: readonly HiveSetting[] = [
  { name: 'default', events: 'sse', flags: [] },
  { name: 'jit', events: 'sse', flags: ['--jit'] },
  { name: 'websocket', events: 'ws', flags: [] },
  { name: 'router', events: 'sse', flags: [RUST_PLANNER] },
  { name: 'router websocket', events: 'ws', flags: [RUST_PLANNER] },
  { name: 'router redis', events: 'redis', flags: [RUST_PLANNER] },
];

/** What the process of the gateway is told in `HIVE_PEER`. */
export interface HivePeer {
  readonly events: HiveSetting['events'];
  /** The events subgraph's websocket. */
  readonly socketUrl: string;
  readonly redisUrl: string;
}

/** Channels of Redis: this and the subscription field. */
export const CHANNEL_PREFIX = 'hive';
