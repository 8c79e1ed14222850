import type { Size } from './operations.ts';

/** Each connection asks, and asks again when it has been answered. */
export interface LoadTask {
  readonly name: string;
  readonly port: number;
  /** One for each connection; empty where the gateway asks for none. */
  readonly tokens: readonly string[];
  readonly size: Size;
  /** Of all connections together; each operation once where it is left out. */
  readonly requests?: number;
  readonly seed: number;
}

export interface LoadReport {
  readonly requests: number;
  readonly bytes: number;
  /** By shape. */
  readonly shapes: Readonly<Record<string, number>>;
  readonly latenciesMs: readonly number[];
  /** Of the first answer that was not as it should be. */
  readonly fault: string | null;
}
