/** How long a second report of the same story may follow the first. */
export const STORY_MS = 24 * 60 * 60 * 1_000;

/** What copies of one story have in common: the words of the headline without case, punctuation and a publisher's name at its end. */
export function storyKeyOf(headline: string, publisher: string): string {
  const trimmed = headline.trim();
  const signed = trimmed.toLowerCase().endsWith(publisher.toLowerCase()) ? trimmed.slice(0, trimmed.length - publisher.length) : trimmed;
  const words = signed.toLowerCase().match(/[\p{L}\p{N}%]+/gu) ?? [];
  return words.join(' ').slice(0, 300);
}
