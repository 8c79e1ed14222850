export const DEFAULT_PARTITIONS = 4;

/** FNV-1a over the UTF-16 units: stable for ever, because it decides where a key's entries are found. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

export function partitionOf(key: string, partitions: number): number {
  return hashOf(key) % partitions;
}
