export { ManualClock } from './manual-clock.ts';
export { temporaryFolder } from './temporary-folder.ts';
export { type TestDatabase, testDatabase } from './test-database.ts';
export { type TestRedis, testRedis } from './test-redis.ts';
export { unavailable } from './unavailable.ts';
