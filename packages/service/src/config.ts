import { z } from 'zod';
import { Fault } from './fault.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** Reads what `schema` names from the environment; all faults are reported at once. Empty means not set. */
export function readConfig<T extends z.ZodType>(schema: T, env: Env): z.infer<T> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Fault('BAD_CONFIG', `The configuration is not valid:\n${faults.join('\n')}`, false);
}

export const logLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info');
const portFault = 'is to be a port, a whole number from 0 to 65535';
export const port = z.coerce.number(portFault).int(portFault).min(0, portFault).max(65_535, portFault);
/** "a, b" becomes ["a", "b"]. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
