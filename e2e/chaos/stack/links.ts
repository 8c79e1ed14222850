import { LinkProxy } from '@marketgraph/test-kit';
import pg from 'pg';

export interface NamedLink {
  readonly name: string;
  readonly proxy: LinkProxy;
}

/** Every address that a process is given leads over a link of its own. */
export class Links {
  readonly named: NamedLink[] = [];
  readonly #opened = new Map<
    string,
    { readonly proxy: LinkProxy; target: { readonly host: string; readonly port: number } | { readonly path: string } }
  >();

  /** Ports are known at once; where they lead to, later. */
  static async between(names: readonly string[]): Promise<Links> {
    const links = new Links();
    for (const name of names) {
      const link = { target: { path: '/nowhere' } as { path: string } | { host: string; port: number } };
      const proxy = await LinkProxy.open(() => link.target);
      links.#opened.set(name, Object.assign(link, { proxy }));
      links.named.push({ name, proxy });
    }
    return links;
  }

  /** The address that leads to this one over the link; as it was where there is no such link. */
  lead(name: string, address: string): string {
    const link = this.#opened.get(name);
    if (!link) return address;
    const url = new URL(address);
    link.target = targetOf(address);
    url.searchParams.delete('host');
    url.host = `127.0.0.1:${link.proxy.port}`;
    return url.href.replace(/\/$/, '');
  }

  async close(): Promise<void> {
    await Promise.all(this.named.map(({ proxy }) => proxy.close()));
  }
}

/** A Postgres of our own may listen on a Unix socket, which is named by a folder. */
function targetOf(address: string): { host: string; port: number } | { path: string } {
  const { protocol, hostname, port } = new URL(address);
  if (!protocol.startsWith('postgres')) return { host: hostname, port: Number(port) };
  const client = new pg.Client(address);
  return client.host.startsWith('/') ? { path: `${client.host}/.s.PGSQL.${client.port}` } : { host: client.host, port: client.port };
}
