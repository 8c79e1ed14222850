import { reasonOf } from '@marketgraph/service';
import { request } from 'undici';
import type { ServiceState } from '../platform/platform.ts';

interface Readiness {
  readonly healthy: boolean;
  readonly parts?: readonly { readonly name: string; readonly healthy: boolean; readonly detail?: string; readonly lagMs?: number }[];
}

const TIMEOUT_MS = 1_500;

/** Asks every process for its readiness at once; one that does not answer says so by that. */
export function remoteServices(addresses: Readonly<Record<string, string>>): Promise<ServiceState[]> {
  return Promise.all(Object.entries(addresses).map(([name, address]) => ask(name, address)));
}

async function ask(name: string, address: string): Promise<ServiceState> {
  const started = performance.now();
  try {
    const { body } = await request(new URL('/readyz', address), { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
    const { healthy, parts = [] } = (await body.json()) as Readiness;
    const lags = parts.flatMap(({ lagMs }) => (lagMs === undefined ? [] : [lagMs]));
    return {
      name,
      healthy,
      detail: parts.find((part) => !part.healthy)?.detail ?? null,
      latencyMs: performance.now() - started,
      lagMs: lags.length > 0 ? Math.max(...lags) : null,
    };
  } catch (error) {
    return { name, healthy: false, detail: `It does not answer: ${reasonOf(error)}` };
  }
}
