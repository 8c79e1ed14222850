export { BinaryRows } from './binary-rows.ts';
export { type BinaryCopyTarget, copyBinary } from './copy-binary.ts';
export { copyOut } from './copy-out.ts';
export { type CopyValue, copyRows } from './copy-rows.ts';
export type { Database, DatabaseOptions } from './database.ts';
export { databasePart } from './database-part.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
export { type Insert, insertRows } from './insert-rows.ts';
export { openDatabase } from './open-database.ts';
