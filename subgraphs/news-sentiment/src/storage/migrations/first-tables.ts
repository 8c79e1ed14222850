import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Symbols and ids sort by byte: faster, and the same on every machine. Tables that only the pipeline touches
 * (duplicates, price points, symbol states) have no row class.
 */
export class FirstTables1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA news_sentiment CASCADE');
  }
}

const scored = `
     score double precision NOT NULL,
     label text NOT NULL,
     confidence double precision NOT NULL,
     model text NOT NULL,
     evidence jsonb NOT NULL,
     scored_at timestamptz NOT NULL,
     revision integer NOT NULL`;

const statements = [
  `CREATE TABLE news_sentiment.instruments (
     symbol text COLLATE "C" PRIMARY KEY,
     name text NOT NULL,
     asset_class text NOT NULL)`,
  `CREATE TABLE news_sentiment.articles (
     article_id text COLLATE "C" PRIMARY KEY,
     headline text NOT NULL,
     summary text,
     url text NOT NULL,
     publisher text NOT NULL,
     provenance text NOT NULL,
     published_at timestamptz NOT NULL,
     received_at timestamptz NOT NULL,
     duplicate_count integer NOT NULL DEFAULT 0,
     story_key text COLLATE "C" NOT NULL,${scored})`,
  'CREATE INDEX articles_newest ON news_sentiment.articles (published_at DESC, article_id DESC)',
  'CREATE INDEX articles_story ON news_sentiment.articles (story_key, published_at)',
  // Remembered one by one, so that a duplicate that is delivered again is counted once.
  `CREATE TABLE news_sentiment.duplicates (
     article_id text COLLATE "C" PRIMARY KEY,
     first_article_id text COLLATE "C" NOT NULL REFERENCES news_sentiment.articles ON DELETE CASCADE)`,
  'CREATE INDEX duplicates_first ON news_sentiment.duplicates (first_article_id)',
  `CREATE TABLE news_sentiment.mentions (
     article_id text COLLATE "C" NOT NULL REFERENCES news_sentiment.articles ON DELETE CASCADE,
     symbol text COLLATE "C" NOT NULL,
     relevance double precision NOT NULL,
     published_at timestamptz NOT NULL,${scored},
     PRIMARY KEY (article_id, symbol))`,
  'CREATE INDEX mentions_newest ON news_sentiment.mentions (symbol, published_at DESC, article_id DESC)',
  `CREATE TABLE news_sentiment.price_points (
     symbol text COLLATE "C" NOT NULL,
     open_time timestamptz NOT NULL,
     close numeric NOT NULL,
     PRIMARY KEY (symbol, open_time))`,
  // Where the signal of a symbol stands: the newest event time it has seen, and what was last published.
  `CREATE TABLE news_sentiment.symbol_states (
     symbol text COLLATE "C" PRIMARY KEY,
     seen_at timestamptz NOT NULL,
     provenance text NOT NULL,
     price numeric,
     action text,
     score double precision)`,
  `CREATE TABLE news_sentiment.signals (
     signal_id text COLLATE "C" PRIMARY KEY,
     symbol text COLLATE "C" NOT NULL,
     action text NOT NULL,
     previous_action text,
     score double precision NOT NULL,
     confidence double precision NOT NULL,
     algorithm text NOT NULL,
     issued_at timestamptz NOT NULL,
     provenance text NOT NULL,
     evidence jsonb NOT NULL)`,
  'CREATE INDEX signals_newest ON news_sentiment.signals (issued_at DESC, signal_id DESC)',
  'CREATE INDEX signals_of_symbol ON news_sentiment.signals (symbol, issued_at DESC, signal_id DESC)',
];
