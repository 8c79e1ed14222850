import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

/** A link that can be cut, and one that can go silent while it stays open. */
export interface TcpProxy {
  readonly port: number;
  /** Ends what is open and refuses what comes, until `mend`. */
  cut(): void;
  /** Nothing passes in either direction, and nobody is told. */
  silence(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function tcpProxy(target: NetConnectOpts): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'silent' = 'open';
  const server = createServer((inner) => {
    if (state === 'cut') return inner.destroy();
    const outer = connect(target);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
      if (state === 'silent') from.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const each = (work: (socket: Socket) => void) => {
    for (const socket of sockets) work(socket);
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      state = 'cut';
      each((socket) => socket.destroy());
    },
    silence: () => {
      state = 'silent';
      each((socket) => socket.pause());
    },
    mend: () => {
      state = 'open';
      each((socket) => socket.resume());
    },
    close: async () => {
      each((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
