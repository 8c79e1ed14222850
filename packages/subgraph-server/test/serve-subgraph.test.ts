import 'reflect-metadata';
import { currentDeadline, type Deadline, Metrics, silentLogger } from '@marketgraph/service';
import { badInput, buildFederatedSchema, DateTimeScalar, type SubgraphContext, serveSubgraph } from '@marketgraph/subgraph-server';
import { Arg, Ctx, Directive, Field, ID, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

@Directive('@key(fields: "symbol")')
@ObjectType('Instrument')
class InstrumentType {
  @Field(() => ID)
  symbol!: string;
}

@Resolver()
class Answers {
  @Query(() => String, { nullable: true })
  who(@Ctx() context: SubgraphContext): string | null {
    return context.viewer ? `${context.viewer.id} ${context.viewer.role}` : null;
  }

  @Query(() => String)
  late(): Promise<string> {
    late.begun.resolve();
    return late.gate.promise;
  }

  @Query(() => String, { nullable: true })
  slow(@Arg('kept', () => Boolean) isKept: boolean): Promise<string | null> {
    return isKept ? Promise.resolve('kept') : untilOver();
  }

  @Mutation(() => String)
  write(): Promise<string> {
    return untilOver();
  }

  @Query(() => DateTimeScalar)
  at(@Arg('at', () => DateTimeScalar) at: number): number {
    if (at === 0) throw badInput('BAD_RANGE', 'Not the beginning of time.');
    if (at === 1) throw new Error('a secret of the inside');
    return at;
  }
}

/** What `late` waits for, and that it has begun to. */
const late = { begun: Promise.withResolvers<void>(), gate: Promise.withResolvers<string>() };

const waiting = { of: Promise.withResolvers<Deadline>() };

/** As a statement of Postgres does it. */
function untilOver(): Promise<never> {
  const deadline = currentDeadline();
  if (!deadline) throw new Error('Nobody waits.');
  waiting.of.resolve(deadline);
  return new Promise((_, reject) => deadline.onOver(() => reject(deadline.fault())));
}

const SECRET = 'a secret of at least 16';

describe('a subgraph over HTTP', () => {
  let server: ReturnType<typeof serveSubgraph>;

  beforeAll(async () => {
    const entity = {
      type: InstrumentType,
      name: 'Instrument',
      resolve: ({ symbol }: Record<string, string>) => (symbol === 'AAPL' ? { symbol } : null),
    };
    const built = await buildFederatedSchema<SubgraphContext>({ resolvers: [Answers], entities: [entity] });
    const api = { name: 'test', ...built, createContext: (viewer: SubgraphContext['viewer']) => ({ viewer }) };
    const parts = [
      { name: 'a part', start: async () => undefined, stop: async () => undefined, health: () => ({ healthy: false, detail: 'behind' }) },
    ];
    server = serveSubgraph({ api, port: 0, host: '127.0.0.1', gatewaySecret: SECRET, parts, logger: silentLogger, metrics: new Metrics() });
    await server.start();
  });
  afterAll(() => server.stop());

  const ask = async (query: string, variables: object = {}, headers: Record<string, string> = { authorization: `Bearer ${SECRET}` }) => {
    const response = await fetch(`http://127.0.0.1:${server.port()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: each expectation looks into an answer of its own shape.
    return { status: response.status, body: (response.status === 401 ? null : await response.json()) as any };
  };

  it('answers nothing without the credential of the gateway', async () => {
    expect((await ask('{ who }', {}, {})).status).toBe(401);
    expect((await ask('{ who }', {}, { authorization: 'Bearer something else' })).status).toBe(401);
  });

  it('knows the viewer whom the gateway names, and no role that is none', async () => {
    const as = (viewer: string) => ask('{ who }', {}, { authorization: `Bearer ${SECRET}`, 'x-viewer': viewer });
    expect((await as('u1 USER')).body.data.who).toBe('u1 USER');
    expect((await as('u1 GOD')).body.data.who).toBeNull();
  });

  it('resolves an entity by its key and answers null for a stranger', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { symbol } } }';
    const r = ['AAPL', 'NONE'].map((symbol) => ({ __typename: 'Instrument', symbol }));
    expect((await ask(query, { r })).body.data._entities).toEqual([{ symbol: 'AAPL' }, null]);
  });

  it('tells long answers, which are written in slices, as it tells short ones', async () => {
    const query = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { symbol } } }';
    const r = Array.from({ length: 1_500 }, (_, index) => ({ __typename: 'Instrument', symbol: index % 3 ? 'AAPL' : 'NONE' }));
    const { body } = await ask(query, { r });
    expect(body).toEqual({ data: { _entities: r.map(({ symbol }) => (symbol === 'AAPL' ? { symbol } : null)) } });
  });

  it('keeps the code of an error that the caller can correct', async () => {
    const { body } = await ask('{ at(at: "1970-01-01T00:00:00.000Z") }');
    expect(body.errors[0].extensions.code).toBe('BAD_RANGE');
  });

  it('says nothing of what went wrong inside', async () => {
    const { body } = await ask('{ at(at: "1970-01-01T00:00:00.001Z") }');
    expect(body.errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('reads instants with an offset and writes them in UTC with milliseconds', async () => {
    const { body } = await ask('{ at(at: "2026-11-20T15:02:03+01:00") }');
    expect(body.data.at).toBe('2026-11-20T14:02:03.000Z');
  });

  it('tells what it has when the time is over that the gateway gave it', async () => {
    const headers = { authorization: `Bearer ${SECRET}`, 'x-deadline-ms': '50' };
    const { body } = await ask('{ slow(kept: false) kept: slow(kept: true) }', {}, headers);
    expect(body.data).toEqual({ slow: null, kept: 'kept' });
    expect(body.errors).toMatchObject([{ path: ['slow'], extensions: { code: 'DEADLINE_EXCEEDED', retryable: true } }]);
  });

  it.each([
    ['a query', '{ slow(kept: false) }', true],
    ['a mutation', 'mutation { write }', false],
  ])('knows of %s whether it ends when the gateway hangs up', async (_what, query, ends) => {
    waiting.of = Promise.withResolvers();
    const hangUp = new AbortController();
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${SECRET}`, 'x-deadline-ms': '300' };
    const url = `http://127.0.0.1:${server.port()}/graphql`;
    const asked = fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }), signal: hangUp.signal }).catch(() => undefined);
    const deadline = await waiting.of.promise;
    hangUp.abort();
    await asked;
    await new Promise<void>((resolve) => deadline.onOver(resolve));
    expect(deadline.hasLeft).toBe(ends);
  });

  it('is alive but not ready while a part is behind', async () => {
    expect((await fetch(`http://127.0.0.1:${server.port()}/healthz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${server.port()}/readyz`)).status).toBe(503);
  });

  it('asks to be left alone before it stops, and still answers what is under way', async () => {
    const answer = ask('{ late }');
    await late.begun.promise;
    server.drain?.();
    const response = await fetch(`http://127.0.0.1:${server.port()}/readyz`);
    expect([response.status, response.headers.get('connection'), (await response.json()).healthy]).toEqual([503, 'close', false]);
    expect((await ask('{ who }')).status).toBe(200);
    const stopped = server.stop();
    late.gate.resolve('in time');
    expect((await answer).body.data.late).toBe('in time');
    await stopped;
    await expect(ask('{ who }')).rejects.toThrow('fetch failed');
  });
});
