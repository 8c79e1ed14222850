import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Times in which feeds may have missed prices. The newest word of each holds: `told_at`. */
export class FeedGaps1764110000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market.feed_gaps');
  }
}

const statements = [
  `CREATE TABLE market.feed_gaps (
     feed text COLLATE "C" NOT NULL,
     symbol text COLLATE "C" NOT NULL,
     gap_id text COLLATE "C" NOT NULL,
     state text NOT NULL CHECK (state IN ('OPEN', 'FILLED', 'LOST')),
     from_at timestamptz NOT NULL,
     to_at timestamptz,
     missing bigint,
     reason text NOT NULL,
     found_at timestamptz NOT NULL,
     told_at timestamptz NOT NULL,
     PRIMARY KEY (feed, symbol, gap_id))`,
  // Those that candles may miss prices in.
  `CREATE INDEX feed_gaps_unfilled ON market.feed_gaps (symbol, feed, from_at) WHERE state <> 'FILLED'`,
  'CREATE INDEX feed_gaps_newest ON market.feed_gaps (feed, found_at DESC)',
  `CREATE INDEX feed_gaps_open ON market.feed_gaps (feed) WHERE state = 'OPEN'`,
];
