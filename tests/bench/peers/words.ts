// What a row says and how: the console's words, shapes and classes.
import type { Row } from "./source.ts";

const OCTAGON = "M4.5 1h5L13 4.500v5L9.5 13h-5L1 9.500v-5z";
const TRIANGLE = "M7 1.5 13 12.500H1z";
const DIAMOND = "M7 1.5 12.5 7 7 12.5 1.5 7z";
const CIRCLE = "M7 2.500a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z";
const DASH = "M3 7h8";

export type Level = { className: string; shape: string; word: string };

const level = (name: string, shape: string, word: string): Level => ({ className: `level level--${name}`, shape, word });

const LEVELS: Record<string, Level> = {
  fatal: level("critical", OCTAGON, "Fatal"),
  critical: level("critical", OCTAGON, "Critical"),
  high: level("high", TRIANGLE, "High"),
  medium: level("medium", DIAMOND, "Medium"),
  low: level("low", CIRCLE, "Low"),
  informational: level("none", DASH, "Informational"),
};

export const levelOf = (caption: string): Level => LEVELS[caption] ?? level("none", DASH, "Unknown");

const STATUSES: Record<string, [className: string, word: string]> = {
  new: ["status status--new", "New"],
  in_progress: ["status status--progress", "In progress"],
  on_hold: ["status status--hold", "On hold"],
  resolved: ["status status--resolved", "Resolved"],
  closed: ["status status--closed", "Closed"],
};

export const statusOf = (row: Row): [className: string, word: string] => STATUSES[row.status] ?? ["status", "Unknown"];

export const isDone = (row: Row): boolean => row.status === "resolved" || row.status === "closed";

export const hrefOf = (row: Row): string => `/c/${row.client.id}/incidents/${row.key}`;

/** What stands after the title. */
export function marksOf(row: Row): [className: string, text: string][] {
  const outcome = { allowed: "Allowed", blocked: "Blocked" }[row.disposition] ?? "";
  const { count_30d: count, false_positives_30d: wrong } = row.history;
  const history = count < 2 ? "" : wrong ? `${count} in 30 days, ${wrong} false positive` : `${count} in 30 days`;
  return [
    [row.disposition === "allowed" ? "row__mark row__mark--pressing" : "row__mark", outcome],
    ["row__mark row__mark--pressing", row.asset_class === "critical" ? "Critical asset" : ""],
    ["row__code", row.techniques[0] ?? ""],
    ["row__history", history],
  ];
}

export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : "";
  return [words[0], last].map((word) => word?.[0] ?? "").join("");
}

/** Bars of the last 24 hours, as the box and the path of a drawing. */
export function sparksOf(values: number[]): { viewBox: string; path: string } {
  const greatest = Math.max(0, ...values);
  if (values.length < 2 || greatest === 0) return { viewBox: "", path: "" };
  const before = Math.max(0, 12 - values.length);
  const bar = (value: number, index: number) => {
    const height = Math.max(1, Math.ceil((value * 16) / greatest));
    return value > 0 ? `M${(before + index) * 3} 16v-${height}h2V16z` : "";
  };
  return { viewBox: `0 0 ${Math.max(values.length, 12) * 3} 16`, path: values.map(bar).join("") };
}

const integers = new Intl.NumberFormat("en");

export const numberOf = (value: number): string => (value < 1000 ? String(value) : integers.format(value));

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = (value: number, unit: number): string => numberOf(Math.floor(value / unit));

/** In one unit. */
export function spanShort(seconds: number): string {
  if (seconds < MINUTE) return `${Math.floor(seconds)} s`;
  if (seconds < HOUR) return `${whole(seconds, MINUTE)} min`;
  return seconds < DAY ? `${whole(seconds, HOUR)} h` : `${whole(seconds, DAY)} d`;
}

/** In two units at most, from an hour on. */
function span(seconds: number): string {
  if (seconds < HOUR) return spanShort(seconds);
  const [large, small, units] = seconds < DAY ? [HOUR, MINUTE, ["h", "min"]] : [DAY, HOUR, ["d", "h"]];
  const rest = Math.floor((seconds % large) / small);
  return rest ? `${whole(seconds, large)} ${units[0]} ${rest} ${units[1]}` : `${whole(seconds, large)} ${units[0]}`;
}

export const ageOf = (row: Row, now_ms: number): string => spanShort(Math.max(0, (now_ms - Date.parse(row.created_at)) / 1000));

/** The clock that ends next. */
export function breachOf(row: Row, now_ms: number): { className: string; text: string; left: string } {
  if (row.paused) return { className: "breach breach--paused", text: "paused", left: "0%" };
  if (!row.breach_at) return { className: "breach breach--none", text: "–", left: "0%" };
  const due_ms = Date.parse(row.breach_at);
  const left_s = (due_ms - now_ms) / 1000;
  if (left_s < 0) return { className: "breach breach--over", text: `${span(-left_s)} late`, left: "0%" };
  const whole_s = Math.max(1, (due_ms - Date.parse(row.created_at)) / 1000);
  const left = Math.floor(Math.min(100, (left_s / whole_s) * 100));
  const isSoon = left_s < HOUR || left < 25;
  return { className: isSoon ? "breach breach--soon" : "breach", text: span(left_s), left: `${left}%` };
}

export const ROW_PX = 40;
/** Rows that are drawn before and after those in sight. */
export const SPARE_ROWS = 8;
/** So often ages and clocks are written anew. */
export const TICK_MS = 30_000;

/** The columns by their class, and what stands over them. */
export const COLUMNS: [className: string, heading: string][] = [
  ["cell-choice", ""],
  ["cell-priority", "Priority"],
  ["cell-severity", "Severity"],
  ["cell-whose", "Client"],
  ["cell-what", "Incident"],
  ["cell-status", "Status"],
  ["cell-assignee", "Assignee"],
  ["cell-alerts number", "Alerts"],
  ["cell-age number row__age", "Age"],
  ["cell-breach", "Time to breach"],
];
