import { silentLogger } from '@marketgraph/service';
import { describe, expect, it } from 'vitest';
import { Steps } from '../src/steps.ts';

const never = () => new Promise<never>(() => undefined);

describe('Steps', () => {
  it('undoes in reverse what has been started', async () => {
    const undone: string[] = [];
    const steps = new Steps(new AbortController().signal, () => undefined);
    for (const title of ['postgres', 'log', 'gateway']) {
      await steps.run(title, async () => undefined);
      steps.onUndo(title, async () => void undone.push(title));
    }
    await steps.undo(silentLogger);
    expect(undone).toEqual(['gateway', 'log', 'postgres']);
  });

  it('stops the database although something before it hangs', async () => {
    let stopped = false;
    const steps = new Steps(new AbortController().signal, () => undefined);
    steps.onUndo('postgres', async () => {
      stopped = true;
    });
    steps.onUndo('feed', never, 10);
    await steps.undo(silentLogger);
    expect(stopped).toBe(true);
  });

  it('leaves a step that takes long when it is told to stop, and begins no other', async () => {
    const stop = new AbortController();
    const steps = new Steps(stop.signal, () => undefined);
    const waiting = steps.run('slow', never);
    stop.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
    await expect(steps.run('next', async () => undefined)).rejects.toThrow('stop');
  });

  it('tells of a step that takes over a second', async () => {
    const lines: string[] = [];
    const steps = new Steps(new AbortController().signal, (line) => lines.push(line));
    let finish: () => void = () => undefined;
    const slow = steps.run('Starting Postgres', () => new Promise<void>((resolve) => (finish = resolve)));
    await expect.poll(() => lines).toEqual(['Starting Postgres ...']);
    await steps.run('Opening the log', async () => undefined);
    finish();
    await slow;
    expect(lines[1]).toMatch(/^Starting Postgres: done \(1\.\d s\)\.$/);
    expect(lines).toHaveLength(2);
  });
});
