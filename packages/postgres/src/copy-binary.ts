import pg from 'pg';
import { quoteTable } from './copy-rows.ts';

export interface BinaryCopyTarget {
  /** "market.trades" */
  readonly table: string;
  readonly columns: readonly string[];
}

/** What pg asks of a query that speaks the protocol itself; the typings know only the first. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/**
 * One COPY whose pieces are made while the server is at work on those before. No stream: when the server refuses a row, whatever is
 * still on its way is ignored by it, and the connection is ready for the next statement.
 */
class BinaryCopy {
  #failure: Error | null = null;

  constructor(
    readonly text: string,
    readonly pieces: Iterator<Buffer>,
    readonly sent: () => void,
    readonly settle: { resolve(): void; reject(error: Error): void },
  ) {}

  /** Replaced by pg, which ends its watch over the time that a query takes by calling it. */
  callback(): void {}

  submit(connection: unknown): void {
    (connection as CopyConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    if (this.#failure) return;
    try {
      this.#sendNext(connection);
    } catch (error) {
      this.#failure = error as Error;
      connection.sendCopyFail('The rows could not be made.');
    }
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.callback();
    this.settle.resolve();
  }

  /** Our own failure comes back from the server as its refusal: what was thrown tells more. */
  handleError(error: Error): void {
    this.#failure ??= error;
    this.callback();
    this.settle.reject(this.#failure);
  }

  #sendNext(connection: CopyConnection): void {
    const { value, done } = this.pieces.next();
    if (done) {
      this.sent();
      connection.endCopyFrom();
      return;
    }
    connection.sendCopyFromChunk(value);
    // The socket gets its turn before the next piece is made.
    setImmediate(() => this.handleCopyInResponse(connection));
  }
}

/**
 * The fastest way in, for rows that are believed to be new: 23505 (unique violation) when one is not. `sent` is called when the
 * server has been given everything and is still busy with it: the time for work that does not need the outcome.
 */
export function copyBinary(
  client: pg.ClientBase,
  { table, columns }: BinaryCopyTarget,
  pieces: Iterable<Buffer>,
  sent: () => void = () => undefined,
): Promise<void> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const text = `COPY ${quoteTable(table)} (${names}) FROM STDIN (FORMAT binary)`;
  return new Promise((resolve, reject) => {
    client.query(new BinaryCopy(text, pieces[Symbol.iterator](), sent, { resolve, reject }));
  });
}
