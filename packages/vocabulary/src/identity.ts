/** Types that `node(id)` knows. */
export const nodeTypes = [
  'Instrument',
  'Trade',
  'Feed',
  'Article',
  'Signal',
  'AlertRule',
  'Alert',
  'Delivery',
  'NotificationChannel',
  'Silence',
  'User',
  'Watchlist',
  'ApiKey',
] as const;
export type NodeType = (typeof nodeTypes)[number];

/**
 * A global id is the type and the owner's own key in base64url: opaque to clients, permanent, unique
 * in the whole graph, and readable by every subgraph, so that an Instrument's id follows from its symbol.
 */
export function encodeId(type: NodeType, key: string): string {
  return toBase64Url(`${type}:${key}`);
}

/** Null when the text is not an id that this system gave out. */
export function decodeId(id: string): { type: NodeType; key: string } | null {
  if (!/^[A-Za-z0-9_-]{4,400}$/.test(id)) return null;
  const text = fromBase64Url(id);
  const colon = text.indexOf(':');
  const type = nodeTypes.find((name) => name === text.slice(0, colon));
  const key = text.slice(colon + 1);
  return type && key && encodeId(type, key) === id ? { type, key } : null;
}

/** The key of an id of the given type; null for every other id. */
export function keyOf(type: NodeType, id: string): string | null {
  const decoded = decodeId(id);
  return decoded?.type === type ? decoded.key : null;
}

function toBase64Url(text: string): string {
  const plain = btoa(text);
  return /[+/=]/.test(plain) ? plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') : plain;
}

function fromBase64Url(text: string): string {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return '';
  }
}
