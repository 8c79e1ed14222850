import type { FeedGap } from './price-feed.ts';

/** A gap as it was told last. */
export interface RecordedGap extends FeedGap {
  readonly feed: string;
  /** When its feed found it, and when this was said of it. */
  readonly foundAt: number;
  readonly toldAt: number;
}
