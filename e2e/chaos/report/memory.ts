import { readFileSync } from 'node:fs';
import type { ShippedProcess } from '../stack/shipped-process.ts';

const EVERY_MS = 500;

/** The most memory (resident, bytes) that each process has had in the current phase. */
export class MemoryWatch {
  readonly #phases = new Map<string, Map<string, number>>();
  #phase = '';
  readonly #timer: NodeJS.Timeout;

  constructor(processes: readonly ShippedProcess[]) {
    this.#timer = setInterval(() => {
      for (const { name, pid } of processes) if (pid !== null) this.#note(name, residentBytes(pid));
    }, EVERY_MS);
  }

  enter(phase: string): void {
    this.#phase = phase;
    this.#phases.set(phase, new Map());
  }

  end(): void {
    clearInterval(this.#timer);
  }

  /** By how much each has grown over what it needed before. */
  growth(before: string, after: string): Record<string, number> {
    const [first, second] = [this.#phases.get(before), this.#phases.get(after)];
    return Object.fromEntries([...(second ?? [])].map(([name, bytes]) => [name, bytes - (first?.get(name) ?? bytes)]));
  }

  /** Megabytes of each in a phase. */
  most(phase: string): Record<string, number> {
    return Object.fromEntries([...(this.#phases.get(phase) ?? [])].map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)]));
  }

  #note(name: string, bytes: number): void {
    const phase = this.#phases.get(this.#phase);
    phase?.set(name, Math.max(bytes, phase.get(name) ?? 0));
  }
}

/** 0 where it has ended, or where the system does not tell. */
export function residentBytes(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
