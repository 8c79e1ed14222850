import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Metrics } from '@marketgraph/service';
import { ManualClock } from '@marketgraph/test-kit';
import { DAY_MS } from '@marketgraph/vocabulary';
import { onTestFinished } from 'vitest';
import { MemoryBudget } from '../../../src/domain/memory-budget.ts';
import { openRestClient, type RestClientOptions } from '../../../src/providers/rest/rest-client.ts';

export const CANARY = 'canary key/42+%';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers as the test says, a client of it, and all that the client wrote down. */
export async function answering(answer: Answer, options: Partial<RestClientOptions> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as { port: number };
  const clock = new ManualClock();
  const metrics = new Metrics();
  const written: string[] = [];
  const write = (sentence: string, details?: object) => written.push(`${sentence} ${JSON.stringify(details)}`);
  const logger = { debug: write, info: write, warn: write, error: write, child: () => logger };
  const client = openRestClient({
    provider: 'venue',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    query: { key: CANARY },
    secrets: [CANARY],
    budget: new MemoryBudget([{ calls: 1_000, perMs: DAY_MS }], clock),
    clock,
    random: () => 0,
    logger,
    metrics,
    ...options,
  });
  return { client, clock, metrics, written, asked, server };
}

export function saying(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}
