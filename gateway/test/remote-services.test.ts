import { afterAll, expect, test } from 'vitest';
import { remoteServices } from '../src/main/remote-services.ts';
import { serveHttp } from './support/http-server.ts';

let answer = '';
const server = await serveHttp((_, response) => response.end(answer));
afterAll(server.close);

async function told(text: string) {
  answer = text;
  const [state] = await remoteServices({ worker: server.origin });
  return state;
}

test('a process is as it says, as late as its latest part and with the words of what ails', async () => {
  const parts = [
    { name: 'a', healthy: true, detail: 'well', lagMs: 5 },
    { name: 'b', healthy: false, detail: 'no disk', lagMs: 9 },
  ];
  expect(await told(JSON.stringify({ name: 'worker', healthy: false, parts }))).toEqual({
    ...{ name: 'worker', healthy: false, detail: 'no disk', lagMs: 9 },
    latencyMs: expect.any(Number),
  });
});

test.each(['{}', '{"healthy":"yes"}', '{"healthy":true,"parts":{}}', '{"healthy":true,"parts":[{"lagMs":"late"}]}', 'null', 'ok', ''])(
  'one that answers %j does not say whether it is ready: it is not taken for well, and not for a fault of ours',
  async (text) => {
    expect(await told(text)).toMatchObject({ name: 'worker', healthy: false, detail: 'It answers, but not whether it is ready.' });
  },
);

test('one that does not answer is told as that', async () => {
  const [state] = await remoteServices({ worker: 'http://127.0.0.1:1' });
  expect(state).toMatchObject({ healthy: false, detail: expect.stringContaining('It does not answer: ') });
});
