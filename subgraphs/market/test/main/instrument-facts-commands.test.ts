import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Command, execute } from '../../src/main/command.ts';
import { actions } from '../../src/main/commands/actions.ts';
import { calendars } from '../../src/main/commands/calendars.ts';
import { symbols } from '../../src/main/commands/symbols.ts';
import { instrument, type MarketBench, openBench } from '../market-bench.ts';

let bench: MarketBench;
let folder: string;

beforeAll(async () => {
  bench = await openBench([instrument('AAPL'), instrument('FB')]);
  folder = await mkdtemp(join(tmpdir(), 'marketgraph-facts-'));
});
afterAll(() => bench.close());

async function run(described: Command<never> | typeof actions | typeof symbols | typeof calendars, ...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await execute(described as typeof actions, {
    args,
    env: { DATABASE_URL: bench.url },
    stdout,
    stderr,
    signal: new AbortController().signal,
  });
  return { code, out: String(stdout.read() ?? '').trimEnd(), told: String(stderr.read() ?? '').trimEnd() };
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('npm run actions', () => {
  it('imports the table of a symbol in place of the one before, lists it and removes it', async () => {
    const first = await file('first.csv', '20100101,0.5,1,1\n');
    expect(await run(actions, 'import', 'AAPL', first)).toEqual({ code: 0, out: 'AAPL: 1 rows, 2010-01-01 to 2010-01-01.', told: '' });
    const second = await file('second.csv', 'date,price,split,reference\n20140606,0.9011818,0.0357143,645.57\r\n2050-12-31,1,1,0');
    expect(await run(actions, 'import', 'AAPL', second)).toMatchObject({ code: 0, out: 'AAPL: 2 rows, 2014-06-06 to 2050-12-31.' });
    expect((await run(actions, 'list')).out).toBe('AAPL 2');
    expect((await run(actions, 'list', 'AAPL')).out).toBe('2014-06-06,0.9011818,0.0357143,645.57\n2050-12-31,1,1,0');
    expect(await run(actions, 'remove', 'AAPL')).toMatchObject({ code: 0, out: 'AAPL: 2 rows removed.' });
    expect((await run(actions, 'list')).out).toBe('');
  });

  it('takes a symbol that no feed lists yet, and says so', async () => {
    const table = await file('other.csv', '20100101,0.5,1,1');
    expect((await run(actions, 'import', 'NEW', table)).told).toBe('No feed lists NEW yet.');
  });

  it('refuses what it cannot read with one sentence and exit code 2, and changes nothing', async () => {
    const refused = async (sentence: string, ...args: string[]) => {
      const { code, told } = await run(actions, ...args);
      expect([code, told.split('\n')[0]]).toEqual([2, sentence]);
    };
    await refused('Say import, list or remove.');
    await refused('"drop" is not import, list or remove.', 'drop');
    await refused('"aapl" is not a symbol (AAPL, BRK.B, BTC-USD, EUR-USD).', 'import', 'aapl', 'x.csv');
    await refused('Name a file.', 'import', 'AAPL');
    const wrong = await file('wrong.csv', '20100101,0.5,1,1\n20100230,0.5,1,1');
    await refused(`${wrong}: Line 2: "20100230" is not a date (20140606 or 2014-06-06).`, 'import', 'AAPL', wrong);
    const zero = await file('zero.csv', '20100101,0.5,0,1');
    await refused(`${zero}: Line 1: "0" is not a split factor above 0.`, 'import', 'AAPL', zero);
    await refused('AAPL has no splits or dividends.', 'remove', 'AAPL');
    await refused('"more" is one word too many.', 'list', 'AAPL', 'more');
    expect(await bench.store.facts.factorsOf('AAPL')).toEqual([]);
  });
});

describe('npm run symbols', () => {
  it('tells a rename, shows what a symbol stands for, and takes it back', async () => {
    expect(await run(symbols, 'rename', 'FB', 'META', '2022-06-09')).toMatchObject({
      code: 0,
      out: 'FB trades as META from 2022-06-09 on.',
    });
    expect(await run(symbols, 'rename', 'FB', 'META', '20220609')).toMatchObject({ code: 0 });
    expect(await run(symbols, 'delist', 'META', '2030-01-02')).toMatchObject({ code: 0 });
    expect((await run(symbols, 'show', 'FB')).out).toBe('FB, renamed on 2022-06-09\nMETA\nMETA was delisted on 2030-01-02.');
    expect((await run(symbols, 'show')).out).toBe('FB trades as META from 2022-06-09 on.\nMETA is delisted on 2030-01-02.');
    expect((await run(symbols, 'remove', 'META', '2030-01-02')).out).toBe('META, 2030-01-02: taken back.');
    expect((await run(symbols, 'list', 'FB', '2025-06-26')).out).toBe('FB is another instrument from 2025-06-26 on.');
    expect((await run(symbols, 'show', 'META')).out).toBe('FB (before 2025-06-26), renamed on 2022-06-09\nMETA');
  });

  it('refuses what it cannot mean with one sentence and exit code 2', async () => {
    const refused = async (sentence: string, ...args: string[]) => {
      const { code, told } = await run(symbols, ...args);
      expect([code, told.split('\n')[0]]).toEqual([2, sentence]);
    };
    await refused('There is no instrument NOPE.', 'rename', 'NOPE', 'YES', '2022-06-09');
    await refused('AAPL is that symbol already.', 'rename', 'AAPL', 'AAPL', '2022-06-09');
    await refused('"June" is not a date (2022-06-09).', 'delist', 'AAPL', 'June');
    await refused('It is told already: FB trades as META from 2022-06-09 on.', 'delist', 'FB', '2022-06-09');
    await refused('Nothing was told of AAPL on 2022-06-09.', 'remove', 'AAPL', '2022-06-09');
  });
});

describe('npm run calendars', () => {
  it('imports rows or a list of market hours, shows and removes them', async () => {
    const rows = await file('days.csv', 'date,opens,closes\n2029-01-01,,\n2029-07-03,,13:00\n');
    expect(await run(calendars, 'import', 'XNYS', rows)).toMatchObject({ code: 0, out: 'XNYS: 2 days.' });
    expect(await bench.store.facts.venueDays()).toEqual([
      { venue: 'XNYS', date: '2029-01-01', opens: null, closes: null },
      { venue: 'XNYS', date: '2029-07-03', opens: null, closes: 780 },
    ]);
    const hours = await file('hours.json', '{"Equity-hkfe":{"holidays":["1/1/2029"],"lateOpens":{"2/5/2029":"13:00:00"}}}');
    expect(await run(calendars, 'import', 'XHKG', hours, '--entry', 'Equity-hkfe')).toMatchObject({ code: 0, out: 'XHKG: 2 days.' });
    expect((await run(calendars, 'show')).out).toContain('XHKG: no table; 2 days told');
    expect((await run(calendars, 'remove', 'XHKG')).code).toBe(0);
    expect((await run(calendars, 'show')).out).toContain('XNYS: 1998 to 2028; 2 days told');
  });

  it('refuses what it cannot read with one sentence and exit code 2', async () => {
    const noon = await file('noon.csv', '2029-01-01,noon,');
    expect(await run(calendars, 'import', 'XNYS', noon)).toMatchObject({ code: 2 });
    const hours = await file('names.json', '{"A":{},"B":{}}');
    expect((await run(calendars, 'import', 'XNYS', hours)).told).toContain('say with --entry which one of: A, B.');
    expect((await run(calendars, 'import', 'nyse', noon)).told).toContain('"nyse" is not a market identifier (XNYS).');
  });
});
