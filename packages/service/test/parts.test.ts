import { type Part, readConfig, silentLogger, startParts, stopParts } from '@marketgraph/service';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

function part(name: string, story: string[], fails = false): Part {
  return {
    name,
    start: async () => {
      if (fails) throw new Error(`${name} fails`);
      story.push(`start ${name}`);
    },
    stop: async () => void story.push(`stop ${name}`),
    health: () => ({ healthy: true }),
  };
}

describe('parts', () => {
  it('start in order and stop in reverse', async () => {
    const story: string[] = [];
    const parts = [part('a', story), part('b', story)];
    await startParts(parts, silentLogger);
    await stopParts(parts, silentLogger);
    expect(story).toEqual(['start a', 'start b', 'stop b', 'stop a']);
  });

  it('that had started are stopped when a later one fails', async () => {
    const story: string[] = [];
    await expect(startParts([part('a', story), part('b', story, true)], silentLogger)).rejects.toThrow('b fails');
    expect(story).toEqual(['start a', 'stop a']);
  });
});

describe('the configuration', () => {
  const schema = z.object({ PORT: z.coerce.number(), LOG_LEVEL: z.enum(['info', 'warn']) });

  it('reports all faults at once', () => {
    expect(() => readConfig(schema, { PORT: 'x', LOG_LEVEL: 'loud' })).toThrow(/PORT[\s\S]*LOG_LEVEL/);
  });

  it('takes an empty value as not set', () => {
    expect(() => readConfig(schema, { PORT: '', LOG_LEVEL: 'info' })).toThrow(/PORT/);
  });
});
