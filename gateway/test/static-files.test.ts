import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { temporaryFolder } from '@marketgraph/test-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subgraph, supergraphOf } from './federation/federated-graph.ts';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

const folder = temporaryFolder('web');
const root = join(folder, 'dist');
let running: RunningGateway;
beforeAll(async () => {
  await mkdir(join(root, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'dist-secret'), 'secret');
  await writeFile(join(root, 'index.html'), '<title>Dashboard</title>');
  await writeFile(join(root, 'playground.html'), '<title>Playground</title>');
  await writeFile(join(root, 'assets', 'app-Dk3x9_aB.js'), 'export {};');
  await writeFile(join(root, 'favicon.svg'), '<svg/>');
  running = await runGateway({ webRoot: root });
});
afterAll(() => running.gateway.stop());

function get(path: string, headers: Record<string, string> = {}) {
  return fetch(running.url + path, { headers });
}

/** As written: fetch would tidy the path up. */
function getRaw(path: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: running.gateway.port, path }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('error', reject).end();
  });
}

test.each([
  ['/', 'Dashboard'],
  ['/instruments/AAPL', 'Dashboard'],
  ['/playground', 'Playground'],
])('%s shows its page', async (path, title) => {
  const response = await get(path);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.text()).toContain(title);
});

test('assets named after their content are kept for good, with their type', async () => {
  const response = await get('/assets/app-Dk3x9_aB.js');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('pages load nothing from elsewhere and are guessed to be nothing else', async () => {
  const { headers } = await get('/');
  expect(headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(headers.get('content-security-policy')).not.toContain('http');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test('a file that has not changed is not sent again', async () => {
  const tag = (await get('/favicon.svg')).headers.get('etag') ?? '';
  expect((await get('/favicon.svg', { 'if-none-match': tag })).status).toBe(304);
});

test('an asset that is missing is 404, not a page', async () => {
  expect((await get('/assets/gone-12345678.js')).status).toBe(404);
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e%2fdist-secret',
  '/..\\secret.txt',
  '/%00',
  '/%',
  '/assets',
  '//etc/passwd',
  '/playground/../../secret.txt',
])('no path leads out of the folder: %s', async (path) => {
  const { status, text } = await getRaw(path);
  expect(text).not.toContain('secret');
  expect(status).not.toBe(500);
});

test('without built pages / says so', async () => {
  const bare = await runGateway();
  expect(await (await fetch(bare.url)).text()).toContain('npm run build');
  await bare.gateway.stop();
});

test("another graph has the playground in the dashboard's place, and every other file", async () => {
  const supergraphPath = join(temporaryFolder('supergraph'), 'supergraph.graphql');
  const graph = { name: 'greeting', subgraphs: { greeter: subgraph('type Query { hello: String }') }, cases: [] };
  await writeFile(
    supergraphPath,
    supergraphOf(graph, () => 'http://127.0.0.1:1/'),
  );
  const { gateway, url } = await runGateway({ webRoot: root, supergraphPath, subgraphs: {} });
  for (const path of ['/', '/instruments/AAPL']) {
    const response = await fetch(url + path, { redirect: 'manual' });
    expect([response.status, response.headers.get('location'), await response.text()]).toEqual([302, '/playground', '']);
  }
  expect(await (await fetch(url)).text()).toContain('Playground');
  expect(await (await fetch(`${url}/favicon.svg`)).text()).toBe('<svg/>');
  await gateway.stop();
});

test('a method that changes things is refused', async () => {
  expect((await fetch(running.url, { method: 'POST', body: 'x' })).status).toBe(405);
});
