import type { GapName } from '../domain/open-gaps.ts';
import type { GapRecord } from '../domain/ports.ts';
import type { RecordedGap } from '../domain/recorded-gap.ts';
import { instants, ms, rowsOf, type Sql, texts, timestampOf } from './sql.ts';

/** The newest gaps of each feed that are answered; open ones beyond them too, up to the second figure. */
const MOST_NEWEST = 100;
const MOST_OPEN = 1_000;

export class StoredGaps implements GapRecord {
  constructor(private readonly sql: Sql) {}

  openGaps(feed: string): Promise<GapName[]> {
    return rowsOf(this.sql, `SELECT symbol, gap_id AS id FROM market.feed_gaps WHERE feed = $1 AND state = 'OPEN'`, [feed]);
  }
}

/** The newest word of each holds, in whatever order they come. */
export async function saveGaps(sql: Sql, gaps: readonly RecordedGap[]): Promise<void> {
  const newest = [
    ...new Map(gaps.toSorted((a, b) => a.toldAt - b.toldAt).map((gap) => [`${gap.feed} ${gap.symbol} ${gap.id}`, gap])).values(),
  ];
  const column = (read: (gap: RecordedGap) => string | null) => texts(newest.map(read));
  await sql.query(SAVE, [
    column(({ feed }) => feed),
    column(({ symbol }) => symbol),
    column(({ id }) => id),
    column(({ state }) => state),
    instants(newest.map(({ from }) => from)),
    column(({ to }) => (to === null ? null : String(to))),
    column(({ missing }) => (missing === null ? null : String(missing))),
    column(({ reason }) => reason),
    instants(newest.map(({ foundAt }) => foundAt)),
    instants(newest.map(({ toldAt }) => toldAt)),
  ]);
}

/** Those of each feed, the newest first. */
export function readGaps(sql: Sql, feeds: readonly string[]): Promise<RecordedGap[]> {
  return rowsOf(sql, NEWEST, [texts(feeds), MOST_NEWEST, MOST_OPEN]);
}

const columns = `feed, symbol, gap_id AS id, state, ${ms('from_at')} AS "from", ${ms('to_at')} AS "to",
  missing::double precision AS missing, reason, ${ms('found_at')} AS "foundAt", ${ms('told_at')} AS "toldAt"`;

const NEWEST = `
  SELECT ${columns} FROM unnest($1::text[]) AS f(name) CROSS JOIN LATERAL (
    (SELECT * FROM market.feed_gaps WHERE feed = f.name ORDER BY found_at DESC LIMIT $2)
    UNION
    (SELECT * FROM market.feed_gaps WHERE feed = f.name AND state = 'OPEN' ORDER BY found_at DESC LIMIT $3)) g
  ORDER BY found_at DESC, symbol, gap_id`;

const SAVE = `
  INSERT INTO market.feed_gaps AS g (feed, symbol, gap_id, state, from_at, to_at, missing, reason, found_at, told_at)
  SELECT feed, symbol, gap_id, state, ${timestampOf('from_ms')}, ${timestampOf('to_ms')}, missing, reason, ${timestampOf('found_ms')}, ${timestampOf('told_ms')}
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::double precision[], $6::double precision[], $7::bigint[], $8::text[],
      $9::double precision[], $10::double precision[])
    AS t(feed, symbol, gap_id, state, from_ms, to_ms, missing, reason, found_ms, told_ms)
  ORDER BY feed, symbol, gap_id
  ON CONFLICT (feed, symbol, gap_id) DO UPDATE SET
    state = excluded.state, from_at = excluded.from_at, to_at = excluded.to_at, missing = excluded.missing, reason = excluded.reason,
    found_at = least(excluded.found_at, g.found_at), told_at = excluded.told_at
  WHERE excluded.told_at >= g.told_at`;
