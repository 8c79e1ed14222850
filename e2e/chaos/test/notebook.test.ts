import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@marketgraph/test-kit';
import { describe, expect, it } from 'vitest';
import { Notebook } from '../lossless/notebook.ts';

const path = () => join(temporaryFolder('notebook'), 'notebook.jsonl');
const note = (cursor: string | null) => ({ stream: 'trades', cursor, event: cursor === null ? null : { cursor } });

describe('the notebook of a client that comes back', () => {
  it('knows each stream’s last cursor in the next life', () => {
    const file = path();
    const first = new Notebook(file);
    first.write(note('c1'));
    first.write({ ...note('d1'), stream: 'alerts' });
    first.write(note('c2'));
    first.write(note(null));
    first.close();
    const second = new Notebook(file);
    expect([second.cursor('trades'), second.cursor('alerts'), second.cursor('signals')]).toEqual(['c2', 'd1', null]);
    second.close();
  });

  it('has not heard what was cut off in the middle of its line', () => {
    const file = path();
    const first = new Notebook(file);
    first.write(note('c1'));
    first.close();
    appendFileSync(file, '{"stream":"trades","cursor":"c2","ev');
    const second = new Notebook(file);
    expect(second.cursor('trades')).toBe('c1');
    second.write(note('c2'));
    second.close();
    expect(readFileSync(file, 'utf8')).toBe(['c1', 'c2'].map((cursor) => `${JSON.stringify(note(cursor))}\n`).join(''));
  });
});
