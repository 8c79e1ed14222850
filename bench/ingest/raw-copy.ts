import type { TradeColumns } from '@marketgraph/market/storage/tick-batch';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import type { Arm } from '../frame/paired.ts';
import { SOURCE, SYMBOLS, type Tape } from './trade-tape.ts';

const TABLE = `CREATE TABLE raw_trades (symbol text, source text, trade_key bigint, occurred_at timestamptz, received_at timestamptz,
  price numeric, size numeric, side text, conditions text)`;

/** The anchor: the same rows, repeats included, as text through COPY into a table without index or constraint. */
export async function rawCopy(url: string, tapeOf: (input: number) => Tape, atEnd: (work: () => Promise<void>) => void): Promise<Arm> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  atEnd(() => client.end());
  await client.query(TABLE);
  return {
    name: 'text COPY',
    before: async () => void (await client.query('CHECKPOINT')),
    async run(input) {
      const { batches, rows } = tapeOf(input);
      for (const { trades } of batches) await copy(client, linesOf(trades));
      return { operations: rows };
    },
    async after(input) {
      const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM raw_trades');
      if (Number(rows[0]?.count) !== tapeOf(input).rows) throw new Error(`The anchor holds ${rows[0]?.count} rows.`);
      await client.query('TRUNCATE raw_trades');
    },
  };
}

/** Each COPY is a transaction of its own, as each batch of the candidate is. */
function copy(client: pg.Client, lines: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = client.query(from('COPY raw_trades FROM STDIN'));
    stream.once('finish', resolve);
    stream.once('error', reject);
    stream.end(Buffer.from(lines, 'latin1'));
  });
}

function linesOf({ of, key, occurredAt, receivedAt, price, size, side }: TradeColumns): string {
  let lines = '';
  for (const [place, one] of key.entries()) {
    const name = SYMBOLS[of[place] ?? 0];
    const times = `${textOf(occurredAt[place] ?? 0)}\t${textOf(receivedAt[place] ?? 0)}`;
    lines += `${name}\t${SOURCE}\t${one}\t${times}\t${price[place]}\t${size[place]}\t${side[place]}\t\\N\n`;
  }
  return lines;
}

let knownSecond = Number.NaN;
let secondText = '';

/** The anchor must not lose by a slow Date: the text of a second is made once. */
function textOf(ms: number): string {
  const second = Math.floor(ms / 1_000);
  if (second !== knownSecond) {
    knownSecond = second;
    secondText = new Date(second * 1_000).toISOString().slice(0, -4);
  }
  return `${secondText}${String(ms - second * 1_000).padStart(3, '0')}Z`;
}
