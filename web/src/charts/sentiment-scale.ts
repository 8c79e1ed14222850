export interface SentimentPoint {
  readonly from: string;
  readonly score: number;
  readonly articleCount: number;
}

/** Where zero lies between the highest and the lowest score, as a share from the top: the fill changes colour there. */
export function zeroShare(points: readonly SentimentPoint[]): number {
  const high = Math.max(0, ...points.map((point) => point.score));
  const low = Math.min(0, ...points.map((point) => point.score));
  return high === low ? 0.5 : high / (high - low);
}

/** Half the height of the scale: a quarter step beyond the farthest score, so that quiet days are not drawn as storms. */
export function reachOf(points: readonly SentimentPoint[]): number {
  const farthest = Math.max(0, ...points.map((point) => Math.abs(point.score)));
  return Math.min(1, Math.max(0.5, Math.ceil(farthest * 4) / 4));
}
