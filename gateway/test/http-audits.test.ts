import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from './support/running-gateway.ts';

let running: RunningGateway;
let headers: Record<string, string>;

beforeAll(async () => {
  running = await runGateway();
  const token = await running.tokens.sign({ role: 'PARTNER' });
  headers = { authorization: `Bearer ${token}`, 'apollo-require-preflight': 'true' };
});
afterAll(() => running.gateway.stop());

/** As a partner asks: signed in, and with the header that other sites cannot set. */
const asPartner = (url: string, init: RequestInit = {}) => fetch(url, { ...init, headers: { ...headers, ...init.headers } });

describe('GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => `${running.url}/graphql`, fetchFn: asPartner });

  test('has sixty-one audits', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits.map((audit) => [audit.name, audit] as const))('it %s', async (_, audit) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? null : result.reason).toBeNull();
  });
});
