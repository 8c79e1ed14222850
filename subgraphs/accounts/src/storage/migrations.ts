import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateAccounts1763683200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
        email text NOT NULL UNIQUE CHECK (email = lower(email)),
        display_name text NOT NULL,
        role text NOT NULL CHECK (role IN ('USER', 'PARTNER', 'ADMIN')),
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE TABLE sessions (
        id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        opened_at timestamptz NOT NULL,
        ended_at timestamptz
      );
      CREATE INDEX sessions_by_user ON sessions (user_id);
      CREATE TABLE refresh_tokens (
        hash text PRIMARY KEY,
        session_id text NOT NULL REFERENCES sessions ON DELETE CASCADE,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
      CREATE TABLE guesses (
        account text PRIMARY KEY,
        taken_at timestamptz[] NOT NULL
      );
      CREATE TABLE watchlists (
        id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        name text NOT NULL,
        symbols text[] NOT NULL,
        created_at timestamptz NOT NULL
      );
      CREATE INDEX watchlists_by_user ON watchlists (user_id, created_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE watchlists, guesses, refresh_tokens, sessions, users');
  }
}
