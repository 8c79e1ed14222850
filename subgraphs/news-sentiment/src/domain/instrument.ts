import type { AssetClass } from '@marketgraph/vocabulary';

/** What this subgraph knows of an instrument: enough to find it in a text and to write of it. */
export interface ListedInstrument {
  readonly symbol: string;
  readonly name: string;
  readonly assetClass: AssetClass;
}
