import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { silentLogger } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewsDelivery } from '../../src/domain/news-feed.ts';
import { type ReplayOptions, recordedNews } from '../../src/providers/recording/recorded-news.ts';
import { readNewsStreams } from '../../src/providers/recording/recording-list.ts';

const LINES = [
  '{"id":"x1","headline":"Alfa soars","publishedAt":"2013-10-07T13:30:00.000Z","symbols":["ALFA","no symbol"],"publisher":"Old Wire"}',
  '',
  '{"headline":',
  '{"headline":"Beta sinks","publishedAt":1381152660000,"url":"https://example.org/b","summary":"Why."}',
  '{"headline":"No time of its own"}',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recorded-news-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function play(position: string | null, more: Partial<ReplayOptions> = {}, file = 'news.jsonl'): Promise<NewsDelivery[]> {
  const stream = { file, path: join(folder, file), publisher: 'Listed Wire' };
  const feed = recordedNews(stream, { clock: new ManualClock(), logger: silentLogger, speed: 'max', times: 'kept', ...more });
  const found: NewsDelivery[] = [];
  for await (const delivery of feed.open(position, new AbortController().signal)) found.push(delivery);
  return found;
}

describe('recorded headlines', () => {
  test('are played in order at the times they were published, without the lines that are none', async () => {
    writeFileSync(join(folder, 'news.jsonl'), LINES.join('\n'));
    const [first, second, third] = (await play(null)).map(({ articles }) => articles[0]);
    expect(first).toMatchObject({
      headline: 'Alfa soars',
      publisher: 'Old Wire',
      symbols: ['ALFA'],
      provenance: 'REPLAYED',
      publishedAt: Date.UTC(2013, 9, 7, 13, 30),
    });
    expect(second).toMatchObject({ headline: 'Beta sinks', publisher: 'Listed Wire', url: 'https://example.org/b', summary: 'Why.' });
    expect(third?.publishedAt).toBe(second?.publishedAt);
  });

  test('continue right after the position reached', async () => {
    writeFileSync(join(folder, 'news.jsonl'), LINES.join('\n'));
    const [first, ...rest] = await play(null);
    expect(await play(first?.position ?? null)).toEqual(rest);
  });

  test('may be packed', async () => {
    writeFileSync(join(folder, 'news.jsonl.gz'), gzipSync(LINES.join('\n')));
    expect(await play(null, {}, 'news.jsonl.gz')).toHaveLength(3);
  });

  test('moved to now keep their distances and their shift', async () => {
    writeFileSync(join(folder, 'news.jsonl'), LINES.join('\n'));
    const clock = new ManualClock();
    const [first, second] = await play(null, { clock, times: 'now' });
    expect(first?.articles[0]?.publishedAt).toBe(clock.now());
    await clock.advance(1_000_000);
    const [resumed] = await play(first?.position ?? null, { clock, times: 'now' });
    expect(resumed?.articles[0]?.publishedAt).toBe(second?.articles[0]?.publishedAt);
  });

  test('wait between headlines as long as the speed says', async () => {
    writeFileSync(join(folder, 'news.jsonl'), LINES.join('\n'));
    const clock = new ManualClock();
    const startedAt = clock.now();
    const found: number[] = [];
    const feed = recordedNews(
      { file: 'news.jsonl', path: join(folder, 'news.jsonl'), publisher: undefined },
      { clock, logger: silentLogger, speed: 10, times: 'kept' },
    );
    const playing = (async () => {
      for await (const _ of feed.open(null, new AbortController().signal)) found.push(clock.now() - startedAt);
    })();
    while (clock.sleeping === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(5_999);
    expect(found).toEqual([0]);
    await clock.advance(1);
    await playing;
    // A minute at ten times the speed.
    expect(found).toEqual([0, 6_000, 6_000]);
  });

  test('that are not there end the stream with an error, never in silence', async () => {
    await expect(play(null)).rejects.toThrow('ENOENT');
  });

  test('are listed in recording.json beside other kinds, and never outside of its folder', async () => {
    const write = (file: string) =>
      writeFileSync(
        join(folder, 'recording.json'),
        JSON.stringify({
          streams: [
            { kind: 'trades', file: 'a.csv' },
            { kind: 'news', file },
          ],
        }),
      );
    write('news.jsonl');
    expect(await readNewsStreams(folder)).toEqual([{ file: 'news.jsonl', path: join(folder, 'news.jsonl'), publisher: undefined }]);
    write('../outside.jsonl');
    await expect(readNewsStreams(folder)).rejects.toThrow('lies outside');
  });
});
