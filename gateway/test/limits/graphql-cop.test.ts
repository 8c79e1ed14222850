import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

/** The checks of graphql-cop 1.15, which is a tool of Python, asked as it asks them; each names what it would call a finding. */
let running: RunningGateway;
let signedIn: Record<string, string>;
beforeAll(async () => {
  const webRoot = join(import.meta.dirname, '../../../web');
  running = await runGateway({ env: { NODE_ENV: 'production' }, webRoot });
  signedIn = { authorization: `Bearer ${await running.tokens.sign({})}` };
});
afterAll(() => running.gateway.stop());

describe.each([
  ['anonymous', () => ({})],
  ['signed in', () => signedIn],
])('%s, graphql-cop finds nothing:', (_, headers) => {
  const ask = async (query: string) => (await running.post({ query, operationName: 'cop' }, headers())).json;
  const get = (path: string, more: Record<string, string> = {}) => fetch(`${running.url}${path}`, { headers: { ...headers(), ...more } });

  test('aliases are not overloaded', async () => {
    const aliases = Array.from({ length: 101 }, (_value, index) => `alias${index}:__typename`);
    expect((await ask(`query cop { ${aliases.join(' \n')} }`)).data?.alias100).toBeUndefined();
  });

  test('queries do not come in batches', async () => {
    const batch = Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }', operationName: 'cop' }));
    const { status, json } = await running.post(batch, headers());
    expect([status, json.errors.length, json.errors[0].extensions.code]).toEqual([400, 1, 'BAD_REQUEST']);
  });

  test('directives are not overloaded', async () => {
    expect((await ask('query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }')).errors).toHaveLength(1);
  });

  test('fields are not repeated', async () => {
    expect((await ask(`query cop { ${'__typename \n'.repeat(500)} }`)).data).toBeUndefined();
  });

  test('introspection does not go in circles', async () => {
    const { data } = await ask(
      'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    );
    expect(data).toBeUndefined();
  });

  test('fragments do not go in circles', async () => {
    const json = await ask('query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }');
    expect(json.errors).toHaveLength(1);
  });

  test('names that are nearly guessed are not told', async () => {
    for (const query of ['query cop { __schema { directive } }', 'query cop { instrumen { id } }', 'query cop { viewer { emai } }']) {
      expect(JSON.stringify((await ask(query)).errors)).not.toContain('Did you mean');
    }
  });

  test('the schema is not told', async () => {
    expect((await ask('query cop { __schema { types { name fields { name } } } }')).data).toBeUndefined();
    expect((await ask('query cop { __type(name: "Query") { name } }')).errors[0].extensions.code).toBe('INTROSPECTION_DISABLED');
  });

  test.each(['/graphiql', '/playground', '/console', '/graphql'])('no console of others is found at %s', async (path) => {
    const text = await (await get(path, { accept: 'text/html' })).text();
    for (const word of ['graphiql.min.css', 'GraphQL Playground', 'GraphiQL', 'graphql-playground']) expect(text).not.toContain(word);
  });

  test('a page of another site can have no query answered by GET', async () => {
    const answer = await get(`/graphql?query=${encodeURIComponent('query cop {__typename}')}`);
    expect([answer.status, (await answer.json()).data]).toEqual([400, undefined]);
  });

  test('no mutation is executed by GET, by whoever asks for it', async () => {
    for (const more of [{}, { 'apollo-require-preflight': 'yes' }]) {
      const answer = await get(`/graphql?query=${encodeURIComponent('mutation cop {__typename}')}`, more);
      expect([answer.status, (await answer.json()).data]).toEqual([answer.status === 405 ? 405 : 400, undefined]);
    }
  });

  test('a form is not answered', async () => {
    const body = new URLSearchParams({ query: 'query cop { __typename }' });
    const answer = await fetch(`${running.url}/graphql`, { method: 'POST', headers: headers(), body });
    expect([answer.status, (await answer.json()).data]).toEqual([415, undefined]);
  });

  test('no trace of the execution is told', async () => {
    expect(await ask('query cop { __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  test('a document that cannot be read tells nothing of what reads it', async () => {
    const [error] = (await ask('qwerty cop { abc }')).errors;
    expect([error.extensions.exception, error.extensions.stacktrace]).toEqual([undefined, undefined]);
  });
});
