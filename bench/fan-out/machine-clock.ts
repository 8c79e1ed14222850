/** Between a process's own clock and the machine's monotonic one, which all processes read alike. */
const OFFSET_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Milliseconds of the machine's monotonic clock. */
export function machineNow(): number {
  return performance.now() + OFFSET_MS;
}
