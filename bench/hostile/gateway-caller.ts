import { Agent, request } from 'node:http';

export interface GatewayAnswer {
  readonly status: number;
  readonly ms: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** One signed-in caller over connections that are kept. */
export class GatewayCaller {
  readonly #agent: Agent;
  readonly #options;

  constructor(port: number, token: string, connections: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    this.#options = { agent: this.#agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers };
  }

  /** Timed from here on, waiting for a connection included. */
  ask(query: string, variables: object = {}): Promise<GatewayAnswer> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request(this.#options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { statusCode: status = 0, headers } = response;
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status, ms: performance.now() - began, retryAfter: headers['retry-after'], text });
      });
      outgoing.once('error', reject);
      outgoing.end(JSON.stringify({ query, variables }));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
