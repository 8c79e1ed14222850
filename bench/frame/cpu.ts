import { readdirSync, readFileSync } from 'node:fs';

/** Microseconds of CPU per group of processes, this one's as `bench`. */
export type CpuTimes = Readonly<Record<string, number>>;

/** Groups of processes by name, asked again at each reading: backends come and go. */
export type Processes = () => Readonly<Record<string, readonly number[]>>;

export function readCpu(processes: Processes): CpuTimes {
  const { user, system } = process.cpuUsage();
  const others = Object.entries(processes()).map(([name, pids]) => [name, pids.reduce((sum, pid) => sum + cpuOf(pid), 0)]);
  return { bench: user + system, ...Object.fromEntries(others) };
}

export function cpuBetween(before: CpuTimes, after: CpuTimes): CpuTimes {
  return Object.fromEntries(Object.entries(after).map(([name, us]) => [name, Math.max(us - (before[name] ?? 0), 0)]));
}

export function totalOf(times: CpuTimes): number {
  return Object.values(times).reduce((sum, us) => sum + us, 0);
}

/** `schedstat` counts nanoseconds for each thread where `stat` counts hundredths of a second. */
function cpuOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.reduce((sum, thread) => sum + threadUs(`/proc/${pid}/task/${thread}/schedstat`), 0);
  } catch {
    // It has ended.
    return 0;
  }
}

function threadUs(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8').split(' ')[0]) / 1_000;
  } catch {
    return 0;
  }
}

/** Direct children, e.g. the backends and the background processes of a postmaster. */
export function childrenOf(pid: number): number[] {
  try {
    const lists = readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8'));
    return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  } catch {
    return [];
  }
}
