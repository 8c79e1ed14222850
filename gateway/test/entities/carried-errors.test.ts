import { afterAll, beforeAll, expect, test } from 'vitest';
import { prices, signalChanged } from '../support/events.ts';
import { fakeSubgraph, fakeSubgraphs } from '../support/fake-subgraphs.ts';
import { type RunningGateway, runGateway } from '../support/running-gateway.ts';

let running: RunningGateway;
beforeAll(async () => {
  const bid = () => {
    throw new Error('The book is away.');
  };
  running = await runGateway({ subgraphs: { ...fakeSubgraphs(), market: fakeSubgraph('market', { Quote: { bid } }) } });
});
afterAll(() => running.gateway.stop());

test('what a subgraph fails to tell of and the event tells itself is no error; what the event does not tell is one', async () => {
  const socket = await (await running.socket()).init();
  socket.subscribe('a', 'subscription { instrumentUpdated(symbols: ["AAPL"]) { cause instrument { currency quote { price bid } } } }');
  socket.subscribe('later', '{ __typename }');
  await socket.next('later');
  await running.log.append([prices('AAPL', '1.00'), signalChanged('AAPL')]);
  const toldOf = async (cause: string) =>
    (await socket.find(({ id, payload }) => id === 'a' && payload?.data['instrumentUpdated']?.['cause'] === cause)).payload;
  const byPrice = await toldOf('PRICE');
  expect(byPrice.data['instrumentUpdated']?.['instrument']).toEqual({ currency: 'USD', quote: { price: '1.00', bid: null } });
  expect(byPrice.errors).toBeUndefined();
  const bySignal = await toldOf('SIGNAL');
  expect(bySignal.data['instrumentUpdated']?.['instrument']).toEqual({ currency: 'USD', quote: { price: '4.50', bid: null } });
  expect(bySignal.errors).toMatchObject([{ path: ['instrumentUpdated', 'instrument', 'quote', 'bid'] }]);
  socket.socket.close();
});
