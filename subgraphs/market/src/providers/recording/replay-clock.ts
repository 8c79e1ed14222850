export type RecordingSpeed = number | 'max';
export type RecordingTimes = 'kept' | 'now';

/** How far a replay has come: the last line that was delivered and what its times are moved by. */
export interface ReplayPosition {
  readonly line: number;
  /** Milliseconds; 0 where times are kept. */
  readonly shift: number;
}

export function writeReplayPosition({ line, shift }: ReplayPosition): string {
  return `${line} ${shift}`;
}

/** Null for the start of the file, and for a text that is no such position. */
export function readReplayPosition(text: string | null): ReplayPosition | null {
  const match = /^(\d+) (-?\d+)$/.exec(text ?? '');
  return match ? { line: Number(match[1]), shift: Number(match[2]) } : null;
}

/** When each row of a replay is due. */
export class ReplayClock {
  #origin: { readonly at: number; readonly due: number } | null = null;

  constructor(readonly speed: RecordingSpeed) {}

  /** A row of time `at` is due at the instant `due`; all others follow from it. */
  begin(at: number, due: number): void {
    this.#origin ??= { at, due };
  }

  /** At full speed, and before the replay has begun, everything is due. */
  dueAt(at: number): number {
    if (this.speed === 'max' || !this.#origin) return Number.NEGATIVE_INFINITY;
    return this.#origin.due + (at - this.#origin.at) / this.speed;
  }
}
