export const width = 96;
export const height = 28;
/** Room for the thickness of the line at its highest and lowest. */
const inset = 3;

export function sparklinePath(values: readonly number[]): string {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const step = width / (values.length - 1);
  const points = values.map((value, index) => {
    const y = height - inset - ((value - low) / span) * (height - 2 * inset);
    return `${(index * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
