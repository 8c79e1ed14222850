import { reasonOf } from '@marketgraph/service';

const MAX_REASON = 200;
const MIN_SECRET = 4;

/** What may be told of an address: its path and query may hold keys. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is none';
}

/** A reason without the address that it may quote, and without anything of it that could be a key. */
export function plainReason(error: unknown, url: string): string {
  const text = secretsOf(url).reduce((told, secret) => told.replaceAll(secret, '***'), reasonOf(error).replaceAll(url, hostOf(url)));
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)} ...` : text;
}

function secretsOf(url: string): string[] {
  if (!URL.canParse(url)) return [url];
  const { searchParams, username, password, search } = new URL(url);
  const values = [...searchParams.values(), username, password].flatMap((value) => [value, encodeURIComponent(value)]);
  return [search, ...values].filter((value) => value.length >= MIN_SECRET).sort((a, b) => b.length - a.length);
}
