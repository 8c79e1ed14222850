export { decodeCursor, encodeCursor, type CursorPlace } from './cursor.ts';
export type {
  Batch, Consumption, ConsumeOptions, Cursor, FeedStep, GapReason, Log, LoggedEvent, LogPlace, TailItem, TailOptions, Transaction,
} from './log.ts';
