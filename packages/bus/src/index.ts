export { type CursorPlace, decodeCursor, encodeCursor } from './cursor.ts';
export type {
  Batch,
  ConsumeOptions,
  Consumption,
  Cursor,
  CursorStart,
  DeadLetter,
  DeadLetterQuery,
  FeedStep,
  GapReason,
  Log,
  LoggedEvent,
  LogPlace,
  LogReader,
  RetiredGroup,
  TailItem,
  TailOptions,
  Transaction,
} from './log.ts';
export type { LogOptions } from './log-over-store.ts';
export { createMemoryLog } from './memory/memory-log.ts';
export { type OpenLogOptions, openLog } from './open-log.ts';
export { isBehind } from './places.ts';
export { distance, reaches } from './positions.ts';
export { createPostgresLog, type PostgresLogOptions } from './postgres/postgres-log.ts';
export { createRedisLog, type RedisLogOptions } from './redis/redis-log.ts';
export { trimLog } from './trim-part.ts';
