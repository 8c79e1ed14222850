import { appendFileSync } from 'node:fs';

/**
 * Notes that a suite cannot run here and why; the test command prints the notes at the end. On CI a missing
 * service is a failure.
 */
export function unavailable(suite: string, reason: string): void {
  if (process.env['CI'] === 'true') throw new Error(`${suite} cannot run: ${reason}`);
  const file = process.env['MARKETGRAPH_UNAVAILABLE_FILE'];
  if (file) appendFileSync(file, `${suite}: ${reason}\n`);
}
