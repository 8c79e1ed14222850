/** What indicators are calculated from: plain numbers, because an indicator is an estimate, never money. */
export interface CandleInput {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}
