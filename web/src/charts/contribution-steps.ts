export interface Contribution {
  readonly name: string;
  readonly contribution: number;
  readonly explanation: string;
}

export interface Step extends Contribution {
  readonly from: number;
  readonly to: number;
}

/** Each contribution starts where the one before ended, so that the last one ends at the score. */
export function stepsOf(contributions: readonly Contribution[]): Step[] {
  let total = 0;
  return contributions.map((part) => {
    const from = total;
    total += part.contribution;
    return { ...part, from, to: total };
  });
}
