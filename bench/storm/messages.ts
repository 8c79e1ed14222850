import type { Reader } from '../fan-out/crowd-messages.ts';

export interface ConnectTask {
  readonly port: number;
  /** Goes on after the last cursor that each reader has. */
  readonly resumes: boolean;
}

export type DriverMessage =
  | { readonly kind: 'readers'; readonly readers: readonly Reader[] }
  /** All of them connect, are acknowledged and subscribe; answered when the server has taken every subscription. */
  | { readonly kind: 'connect'; readonly task: ConnectTask }
  /** Say when so many were received since the beginning. */
  | { readonly kind: 'until'; readonly received: number }
  /** Cuts every socket without a word. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'report' };

export interface DriverReport {
  readonly received: number;
  /** The first thing that was not as it should be. */
  readonly fault: string | null;
}

export type DriverAnswer =
  | { readonly kind: 'ready' | 'connected' | 'reached' | 'cut' }
  | { readonly kind: 'report'; readonly report: DriverReport };
