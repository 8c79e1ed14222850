import pg from 'pg';
import type { BinaryRows } from './binary-rows.ts';
import { quoteTable } from './copy-rows.ts';

/** What pg asks of a query that speaks the protocol itself; the typings know only the first. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/**
 * One COPY of rows that are at hand as a whole. No stream: when the server refuses a row in the middle, whatever is still on its way is
 * ignored by it, and the connection is ready for the next statement.
 */
class BinaryCopy {
  constructor(
    readonly text: string,
    readonly rows: Buffer,
    readonly settle: { resolve(): void; reject(error: Error): void },
  ) {}

  /** Replaced by pg, which ends its watch over the time that a query takes by calling it. */
  callback(): void {}

  submit(connection: unknown): void {
    (connection as CopyConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(this.rows);
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback();
    this.settle.resolve();
  }

  handleError(error: Error): void {
    this.callback();
    this.settle.reject(error);
  }
}

/** The fastest way in, for rows that are believed to be new: 23505 (unique violation) when one is not. */
export function copyBinary(client: pg.ClientBase, table: string, columns: readonly string[], rows: BinaryRows): Promise<void> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  return new Promise((resolve, reject) => {
    client.query(new BinaryCopy(`COPY ${quoteTable(table)} (${names}) FROM STDIN (FORMAT binary)`, rows.finish(), { resolve, reject }));
  });
}
