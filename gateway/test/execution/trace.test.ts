import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { serveHttp } from '../support/http-server.ts';
import { runGateway } from '../support/running-gateway.ts';

test('a caller’s trace goes along to subgraphs, and what is none does not', async () => {
  const heard: unknown[] = [];
  const market = await serveHttp((request, response) => {
    // The gateway itself asks for renamed symbols when it starts.
    text(request).then((body) => {
      if (body.includes('AAPL')) heard.push(request.headers['traceparent']);
      response.end('{"data":{"instrument":null}}');
    });
  });
  const running = await runGateway({ subgraphs: { ...fakeSubgraphs(), market: `${market.origin}/graphql` } });
  const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  for (const traceparent of [trace, 'anything']) {
    await running.post({ query: '{ instrument(symbol: "AAPL") { name } }' }, { traceparent });
  }

  expect(heard).toEqual([trace, undefined]);
  await running.gateway.stop();
  await market.close();
});
