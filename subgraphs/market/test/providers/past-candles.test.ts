import { MINUTE_MS } from '@marketgraph/vocabulary';
import { describe, expect, it } from 'vitest';
import type { CandleArchive } from '../../src/domain/candle-archive.ts';
import { binanceCandles } from '../../src/providers/binance/past-candles.ts';
import { coinbaseCandles } from '../../src/providers/coinbase/past-candles.ts';
import { classifyKraken } from '../../src/providers/kraken/classify.ts';
import { krakenCandles } from '../../src/providers/kraken/past-candles.ts';
import { classifyExact } from '../../src/providers/past-candles.ts';
import type { Classify, RestClient } from '../../src/providers/rest/rest-answer.ts';

const from = Date.UTC(2026, 10, 20, 12);
const range = { from, to: from + 3 * MINUTE_MS };
const second = from / 1_000;
const told = [
  { openTime: from, open: '94000.10', high: '94010', low: '93990.5', close: '94005.00', volume: '1.25000000' },
  { openTime: from + 2 * MINUTE_MS, open: '94005', high: '94005', low: '94005', close: '94005', volume: '0.00000001' },
];

/** Answers every question with this text, and keeps the questions. */
function asked(archiveOf: (rest: RestClient) => CandleArchive, classify: Classify, text: string) {
  const questions: string[] = [];
  const rest: RestClient = {
    async get(path, query) {
      questions.push(`${path}?${new URLSearchParams(query)}`);
      return classify(200, {}, text);
    },
  };
  const candles = archiveOf(rest).candles(
    archiveOf === binanceCandles ? 'BTC-USDT' : 'BTC-USD',
    'ONE_MINUTE',
    range,
    AbortSignal.timeout(1_000),
  );
  return { questions, candles };
}

describe('candles of the past', () => {
  it('of Coinbase come newest first, low before high', async () => {
    const rows = `[[${second + 180},1,1,1,1,1],[${second + 120},94005,94005,94005,94005,1e-8],[${second},93990.5,94010,94000.10,94005.00,1.25000000]]`;
    const { questions, candles } = asked(coinbaseCandles, classifyExact, rows);
    expect(await candles).toEqual(told);
    expect(questions).toEqual([
      `/products/BTC-USD/candles?granularity=60&start=${encodeURIComponent('2026-11-20T12:00:00.000Z')}&end=${encodeURIComponent('2026-11-20T12:02:59.999Z')}`,
    ]);
  });

  it('of Binance have texts for prices, and rows for minutes without trades', async () => {
    const row = (minute: number, prices: string, volume: string) =>
      `[${from + minute * MINUTE_MS},${prices},"${volume}",${from + (minute + 1) * MINUTE_MS - 1},"0",3,"0","0","0"]`;
    const flat = '"94005","94005","94005","94005"';
    const rows = [row(0, '"94000.10","94010","93990.5","94005.00"', '1.25000000'), row(1, flat, '0.00000000'), row(2, flat, '0.00000001')];
    const { questions, candles } = asked(binanceCandles, classifyExact, `[${rows.join(',')}]`);
    expect(await candles).toEqual(told);
    expect(questions).toEqual([
      `/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=${from}&endTime=${from + 3 * MINUTE_MS - 1}&limit=1000`,
    ]);
  });

  it('of Kraken stand under a pair of its own name, and reach beyond what was asked for', async () => {
    const row = (minute: number, prices: string, volume: string) => `[${second + minute * 60},${prices},"94001.1","${volume}",3]`;
    const flat = '"94005","94005","94005","94005"';
    const rows = [row(0, '"94000.10","94010","93990.5","94005.00"', '1.25000000'), row(2, flat, '0.00000001'), row(3, flat, '7')];
    const { questions, candles } = asked(
      krakenCandles,
      classifyKraken,
      `{"error":[],"result":{"XXBTZUSD":[${rows.join(',')}],"last":${second}}}`,
    );
    expect(await candles).toEqual(told);
    expect(questions).toEqual([`/0/public/OHLC?pair=XBTUSD&interval=1&since=${second - 1}`]);
  });

  it.each([
    ['{"message":"hello"}', /no|none/],
    [`[[${second},"x",1,1,1,1]]`, /row of its candles is none/],
    [`[[${second},1,1]]`, /row of its candles is none/],
    [`[[${second},0,0,0,0,1]]`, /row of its candles is none/],
    ['[7]', /row of its candles is none/],
  ])('are refused as a whole when they are none: %s', async (text, sentence) => {
    await expect(asked(coinbaseCandles, classifyExact, text).candles).rejects.toThrow(sentence);
  });
});
