import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { LinkProxy } from '@marketgraph/test-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

describe('a link that tests trouble', () => {
  let server: Server;
  let link: LinkProxy;
  let client: Socket;
  let heard = '';

  beforeEach(async () => {
    heard = '';
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => socket.write(data));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    link = await LinkProxy.open({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    client = connecting();
    client.write('a');
    await hears('a');
  });
  afterEach(async () => {
    client.destroy();
    await link.close();
    await new Promise((resolve) => server.close(resolve));
  });

  function connecting(): Socket {
    const socket = connect(link.port, '127.0.0.1');
    socket
      .on('error', () => undefined)
      .on('data', (data) => {
        heard += data.toString();
      });
    return socket;
  }
  const hears = (text: string) => expect.poll(() => heard).toBe(text);

  it('holds in a black hole what is said, and delivers it when it is mended', async () => {
    link.blackHole();
    client.write('b');
    const another = connecting();
    another.write('c');
    await expect.poll(() => link.connections.length).toBe(2);
    expect(heard).toBe('a');
    link.mend();
    await expect.poll(() => [...heard].sort().join('')).toBe('abc');
    another.destroy();
  });

  it('notices who leaves a black hole, and keeps those mute that it has forgotten while others pass', async () => {
    link.blackHole();
    const another = connecting();
    link.forget();
    client.write('b');
    await expect.poll(() => link.connections.length).toBe(2);
    client.destroy();
    await expect.poll(() => link.connections.filter(({ leftAt }) => leftAt !== null).length).toBe(1);
    const third = connecting();
    third.write('d');
    await hears('ad');
    another.destroy();
    third.destroy();
  });

  it('resets what is open, and refuses what comes until it is mended', async () => {
    const broken = new Promise<Error>((resolve) => client.once('error', resolve));
    link.refuse();
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    const refused = connecting();
    expect(await new Promise<Error>((resolve) => refused.once('error', resolve))).toMatchObject({ code: 'ECONNRESET' });
    link.mend();
    const welcome = connecting();
    welcome.write('b');
    await hears('ab');
    welcome.destroy();
  });

  it('delivers late what passes while it is slow, in order and complete', async () => {
    link.slow({ latencyMs: 100, bytesPerSecond: 50_000 });
    const since = performance.now();
    client.end('x'.repeat(10_000));
    await expect.poll(() => heard.length).toBe(10_001);
    // Two ways, each with its latency and its two tenths of a second for ten thousand bytes, of which the second begins with the first piece.
    expect(performance.now() - since).toBeGreaterThan(350);
  });
});
