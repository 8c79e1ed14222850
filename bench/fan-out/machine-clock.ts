/** Milliseconds of the machine's monotonic clock, which all processes read alike. */
export function machineNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
}
