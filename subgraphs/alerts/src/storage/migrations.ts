import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAlerts1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(rules);
    await runner.query(evaluation);
    await runner.query(history);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deliveries, alerts, channels, evaluated, readings, rule_states, rules, rule_version, watchlists');
  }
}

/** Watchlists are a projection of accounts' events. The version rises with every change that the evaluator has to hear of. */
const rules = `
  CREATE TABLE watchlists (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    name text NOT NULL,
    symbols text[] NOT NULL
  );
  CREATE TABLE rule_version (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version bigint NOT NULL);
  INSERT INTO rule_version (version) VALUES (0);
  CREATE TABLE rules (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    user_id text NOT NULL,
    name text NOT NULL,
    own_symbols text[],
    watchlist_id text,
    condition jsonb NOT NULL,
    severity text NOT NULL,
    hold_for_ms bigint NOT NULL,
    hysteresis text,
    cooldown_ms bigint NOT NULL,
    expires_at timestamptz,
    enabled boolean NOT NULL,
    revision bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((own_symbols IS NULL) <> (watchlist_id IS NULL))
  );
  CREATE INDEX rules_by_user ON rules (user_id, created_at);
  CREATE INDEX rules_by_watchlist ON rules (watchlist_id);`;

/** What the evaluator knows, so that a restart goes on where it stood. */
const evaluation = `
  CREATE TABLE rule_states (
    rule_id text NOT NULL REFERENCES rules ON DELETE CASCADE,
    symbol text NOT NULL,
    state text NOT NULL,
    since timestamptz NOT NULL,
    value text,
    last_fired_at timestamptz,
    armed boolean NOT NULL,
    PRIMARY KEY (rule_id, symbol)
  );
  CREATE TABLE readings (symbol text PRIMARY KEY, readings jsonb NOT NULL);
  CREATE TABLE evaluated (partition int PRIMARY KEY, epoch text NOT NULL, position bigint NOT NULL);`;

/** At most one alert of a rule and symbol is active: whatever goes wrong elsewhere, there is no second one. */
const history = `
  CREATE TABLE channels (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    user_id text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    target text NOT NULL,
    verified boolean NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX one_in_app_channel ON channels (user_id) WHERE kind = 'IN_APP';
  CREATE TABLE alerts (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    rule_id text NOT NULL,
    rule_name text NOT NULL,
    symbol text NOT NULL,
    severity text NOT NULL,
    message text NOT NULL,
    value numeric NOT NULL,
    triggered_at timestamptz NOT NULL,
    resolved_at timestamptz,
    acknowledged_at timestamptz
  );
  CREATE UNIQUE INDEX one_active_alert ON alerts (rule_id, symbol) WHERE resolved_at IS NULL;
  CREATE INDEX alerts_by_user ON alerts (user_id, triggered_at DESC, id DESC);
  CREATE INDEX alerts_by_symbol ON alerts (user_id, symbol, triggered_at DESC, id DESC);
  CREATE INDEX alerts_by_rule ON alerts (rule_id, triggered_at DESC, id DESC);
  CREATE TABLE deliveries (
    id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    alert_id text NOT NULL REFERENCES alerts ON DELETE CASCADE,
    channel_id text REFERENCES channels ON DELETE SET NULL,
    state text NOT NULL,
    attempts int NOT NULL,
    last_attempt_at timestamptz,
    next_attempt_at timestamptz,
    detail text
  );
  CREATE UNIQUE INDEX one_delivery_per_channel ON deliveries (alert_id, channel_id);`;

/** A deleted account's access token stays valid for minutes: nothing new may come to belong to it. */
export class ForgottenUsers1763769600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE forgotten_users (user_id text PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE forgotten_users');
  }
}
