import { reasonOf } from '@marketgraph/service';
import { request } from 'undici';
import { z } from 'zod';
import type { ServiceState } from '../platform/platform.ts';

/** What processes of ours answer to /readyz. Whatever is deployed at an address may answer anything. */
const readiness = z.object({
  healthy: z.boolean(),
  parts: z.array(z.object({ healthy: z.boolean(), detail: z.string().nullish(), lagMs: z.number().nullish() })).default([]),
});

const TIMEOUT_MS = 1_500;

/** Asks every process for its readiness at once; one that does not answer says so by that. */
export function remoteServices(addresses: Readonly<Record<string, string>>): Promise<ServiceState[]> {
  return Promise.all(Object.entries(addresses).map(([name, address]) => ask(name, address)));
}

async function ask(name: string, address: string): Promise<ServiceState> {
  const started = performance.now();
  try {
    const { body } = await request(new URL('/readyz', address), { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    return { ...stateOf(name, await body.text()), latencyMs: performance.now() - started };
  } catch (error) {
    return { name, healthy: false, detail: `It does not answer: ${reasonOf(error)}` };
  }
}

function stateOf(name: string, told: string): ServiceState {
  const { data } = readiness.safeParse(jsonIn(told));
  if (!data) return { name, healthy: false, detail: 'It answers, but not whether it is ready.' };
  const { healthy, parts } = data;
  const lags = parts.flatMap(({ lagMs }) => lagMs ?? []);
  return {
    name,
    healthy,
    detail: parts.find((part) => !part.healthy)?.detail ?? null,
    lagMs: lags.length > 0 ? Math.max(...lags) : null,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
