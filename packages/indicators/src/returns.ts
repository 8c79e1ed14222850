/** Natural logarithms of the steps from one close to the next. */
export function logReturns(closes: readonly number[]): number[] {
  const returns: number[] = [];
  for (let index = 1; index < closes.length; index++) {
    const before = closes[index - 1] ?? 0;
    const after = closes[index] ?? 0;
    if (before > 0 && after > 0) returns.push(Math.log(after / before));
  }
  return returns;
}

/** Root mean square around the mean (n - 1); null with fewer than two values. */
export function standardDeviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
