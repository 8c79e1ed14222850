import type { Page } from 'playwright-core';

interface Frame {
  readonly id?: string;
  readonly type: string;
  readonly payload?: {
    readonly query?: string;
    readonly variables?: { readonly after?: string };
    readonly data?: Record<string, unknown> | null;
    readonly extensions?: { readonly stream?: { readonly gap?: unknown } };
  };
}

/** One subscription of the page through all its sockets: graphql-ws keeps its id. */
interface Live {
  readonly field: string;
  /** What each subscribe message asked to go on after. */
  readonly asked: (string | null)[];
  readonly events: unknown[];
}

/** What a page says and hears over its websockets, and which operations it asks for over HTTP. */
export class LiveFrames {
  readonly #lives = new Map<string, Live>();
  /** Names of operations, in their order. */
  readonly asked: string[] = [];
  readonly gaps: unknown[] = [];
  sockets = 0;

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      this.sockets++;
      socket.on('framesent', ({ payload }) => this.#sent(JSON.parse(String(payload))));
      socket.on('framereceived', ({ payload }) => this.#received(JSON.parse(String(payload))));
    });
    page.on('request', (request) => {
      const { operationName, query } = (request.url().endsWith('/graphql') && request.postDataJSON()) || {};
      if (query) this.asked.push(operationName ?? query);
    });
  }

  /** Those that the page has not ended. */
  of(field: string): Live[] {
    return [...this.#lives.values()].filter((live) => live.field === field);
  }

  #sent({ id, type, payload }: Frame): void {
    if (type === 'complete') this.#lives.delete(id ?? '');
    if (type !== 'subscribe' || !id) return;
    const field = /{\s*(\w+)/.exec(payload?.query ?? '')?.[1] ?? '';
    const live = this.#lives.get(id) ?? { field, asked: [], events: [] };
    this.#lives.set(id, live);
    live.asked.push(payload?.variables?.after ?? null);
  }

  #received({ id, type, payload }: Frame): void {
    const live = this.#lives.get(id ?? '');
    if (type !== 'next' || !live) return;
    live.events.push(payload?.data?.[live.field]);
    const gap = payload?.extensions?.stream?.gap;
    if (gap) this.gaps.push(gap);
  }
}
