import { describe, expect, it } from 'vitest';
import { readStackConfig } from '../src/stack-config.ts';

describe('readStackConfig', () => {
  it('needs nothing', () => {
    const config = readStackConfig({});
    expect(config).toMatchObject({ port: 4000, host: '127.0.0.1', databaseUrl: null, redisUrl: null });
    expect(config.dataDir).toBe(`${process.cwd()}/.data`);
    expect(config.env['JWT_KEYS_DIR']).toBe(`${process.cwd()}/.data/keys`);
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readStackConfig({ DATABASE_URL: '', REDIS_URL: '', PORT: '' })).toMatchObject({ port: 4000, databaseUrl: null, redisUrl: null });
  });

  it('tells all faults at once', () => {
    expect(() => readStackConfig({ PORT: 'http', RECORDING_SPEED: 'fast', LOG_LEVEL: 'loud', FEEDS: 'nowhere' })).toThrow(
      /PORT.*LOG_LEVEL.*FEEDS: nowhere is no feed.*RECORDING_SPEED/s,
    );
  });
});
