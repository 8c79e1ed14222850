import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { ConnectionLimits } from './connection-limits.ts';
import { blockList } from './networks.ts';

export type ConnectionRefusal = 'GATEWAY_FULL' | 'ADDRESS_FULL';

/** An open connection of whatever transport. */
export class CountedConnection {
  #isOpen = true;

  constructor(
    /** Where it comes from. */
    readonly address: string,
    private readonly counts: ConnectionCounts,
  ) {}

  leave(): void {
    if (this.#isOpen) this.counts.left(this.address);
    this.#isOpen = false;
  }
}

/** Open connections of all transports together: of the whole gateway, and of each address. */
export class ConnectionCounts {
  #open = 0;
  readonly #ofAddress = new Map<string, number>();
  /** None as a rule: then nothing is read of the header. */
  readonly #proxies: BlockList | null;

  constructor(private readonly limits: Pick<ConnectionLimits, 'connections' | 'connectionsPerAddress' | 'trustedProxies'>) {
    this.#proxies = limits.trustedProxies.length > 0 ? blockList(limits.trustedProxies) : null;
  }

  get size(): { readonly connections: number; readonly addresses: number } {
    return { connections: this.#open, addresses: this.#ofAddress.size };
  }

  /** Takes one more, or says why there is no room for it. */
  enter(request: Pick<IncomingMessage, 'socket' | 'headers'>): CountedConnection | ConnectionRefusal {
    if (this.#open >= this.limits.connections) return 'GATEWAY_FULL';
    const address = this.addressOf(request);
    const open = this.#ofAddress.get(address) ?? 0;
    if (open >= this.limits.connectionsPerAddress) return 'ADDRESS_FULL';
    this.#open++;
    this.#ofAddress.set(address, open + 1);
    return new CountedConnection(address, this);
  }

  /** Called by connections, once each. */
  left(address: string): void {
    this.#open--;
    const open = (this.#ofAddress.get(address) ?? 1) - 1;
    if (open > 0) this.#ofAddress.set(address, open);
    else this.#ofAddress.delete(address);
  }

  /** The nearest one that is no proxy of ours: whatever stands before it in the header may be invented. */
  addressOf({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): string {
    let address = socket.remoteAddress ?? '';
    if (!this.#proxies) return address;
    const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    while (isIn(this.#proxies, address)) {
      const before = forwarded.pop()?.trim() ?? '';
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  }
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}
