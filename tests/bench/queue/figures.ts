// Figures: medians, percentiles, ratios of single rounds, and tables of them.

const sorted = (values: number[]): number[] => [...values].sort((one, other) => one - other);

/** The value that `share` of them do not exceed; NaN of none. */
export function quantile(values: number[], share: number): number {
  return sorted(values)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: number[]): number => quantile(values, 0.5);
export const sum = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

export function said(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return "–";
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** "median (p95)". */
export const spread = (values: number[], digits = 0): string => `${said(median(values), digits)} (${said(quantile(values, 0.95), digits)})`;

/** The ratio of each round, "median (least to most)". */
export function ratio(values: number[], to: number[]): string {
  const ratios = values.map((value, round) => value / (to[round] ?? Number.NaN)).filter(Number.isFinite);
  if (ratios.length === 0) return "–";
  return `${said(median(ratios), 2)} (${said(Math.min(...ratios), 2)} to ${said(Math.max(...ratios), 2)})`;
}

/** Prints a table in Markdown. */
export function print(title: string, headings: string[], lines: string[][]): void {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  console.log(["", `### ${title}`, "", line(headings), `|${"---|".repeat(headings.length)}`, ...lines.map(line)].join("\n"));
}
