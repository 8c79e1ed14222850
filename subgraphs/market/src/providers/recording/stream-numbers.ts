/** 20 bits beside the 32 of a line keep a key below 2^53. */
const NUMBERS = 2 ** 20;

/**
 * A number for each file, which begins the keys of its rows. It follows from the file's name, so that it stays the same
 * when streams are added or moved; should two names meet, the later one in the list takes the next free number.
 */
export function numberStreams(files: readonly string[]): Map<string, number> {
  const taken = new Set<number>();
  const numbers = new Map<string, number>();
  for (const file of files) {
    let number = hashOf(file) % NUMBERS;
    while (taken.has(number)) number = (number + 1) % NUMBERS;
    taken.add(number);
    numbers.set(file, number);
  }
  return numbers;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193);
  }
  // The low bits of the product mix least.
  return (hash ^ (hash >>> 15)) >>> 0;
}
