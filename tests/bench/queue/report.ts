// What was measured, as tables in Markdown.
import type { Burst } from "./burst.ts";
import { type Candidate, candidates, ours } from "./candidates.ts";
import { median, print, quantile, ratio, said, spread, sum } from "./figures.ts";
import type { Fling } from "./fling.ts";
import type { Keys } from "./keys.ts";
import type { Memory } from "./memory.ts";
import type { Bytes, Start } from "./start.ts";
import { has, SLOW_DOWN, wishes } from "./wishes.ts";

/** What was measured of one candidate, one of each a round. */
export type Measured = { small: Start[]; start: Start[]; slowKeys: Keys[]; keys: Keys[]; flings: Fling[] };

/** How the console stands to a peer, and on the console's own line to the best of them: median of the rounds, least to most. */
const TO_PEER = "Bulkhead ÷ it, or ÷ the best";

/** A line for each candidate, with what it was measured by. */
type Line = (candidate: Candidate, measured: Measured) => string[];

/** Tables of what was measured in rounds. */
export function tellRounds(all: Map<Candidate, Measured>, rows: number, bytes: Bytes[]): void {
  const rounds = wishes.repetitions;
  const peers = [...all].filter(([candidate]) => candidate !== ours).map(([, measured]) => measured);
  /** The console's ratio to each peer, and on its own line to the best one of each round. */
  const toPeer = (of: (measured: Measured) => number[]) => {
    const best = Array.from({ length: rounds }, (_, round) => Math.min(...peers.map((peer) => of(peer)[round] ?? Infinity)));
    const its = [...all].flatMap(([candidate, measured]) => (candidate === ours ? of(measured) : []));
    return (candidate: Candidate, measured: Measured) => ratio(its, candidate === ours ? best : of(measured));
  };
  const table = (title: string, headings: string[], line: Line) => {
    const lines = [...all].map(([candidate, measured]) => [candidate.name, ...line(candidate, measured)]);
    print(`${title}, ${said(rows)} rows, ${rounds} rounds`, ["", ...headings], lines);
  };
  if (has("start")) {
    const mounts = (measured: Measured) => measured.start.map(({ mount }) => mount);
    const paints = (measured: Measured) => measured.start.map(({ painted }) => painted);
    const [mount, paint] = [toPeer(mounts), toPeer(paints)];
    const headings = [
      "first row painted, ms, median (p95)",
      TO_PEER,
      "of that from the page's answer on, ms",
      TO_PEER,
      "at a million ÷ at a thousand",
      "long tasks",
      "files, bytes",
      "API's answers, bytes",
    ];
    table(`Start, ${SLOW_DOWN}× slower`, headings, (candidate, measured) => {
      const its = bytes[candidates.indexOf(candidate)];
      const small = measured.small.map(({ mount }) => mount);
      const long = sum(measured.start.map((start) => start.long)) / measured.start.length;
      return [
        spread(paints(measured)),
        paint(candidate, measured),
        spread(mounts(measured), 1),
        mount(candidate, measured),
        ratio(mounts(measured), small),
        said(long, 1),
        said(its?.files ?? Number.NaN),
        said(its?.answers ?? Number.NaN),
      ];
    });
  }
  if (has("keys")) {
    const headings = ["4×: median", "p95", "worst", "long tasks", "full speed: median", "p98", "worst"];
    table("From a key to its frame, ms", headings, (_, { slowKeys, keys }) => {
      const [slowed, full] = [slowKeys, keys].map((rounds) => rounds.flatMap(({ times }) => times)) as [number[], number[]];
      const of = (times: number[], ...shares: number[]) => shares.map((share) => said(quantile(times, share), 1));
      return [...of(slowed, 0.5, 0.95, 1), said(sum(slowKeys.map(({ long }) => long))), ...of(full, 0.5, 0.98, 1)];
    });
  }
  if (has("fling")) {
    const thousand = ({ flings }: Measured, of: "script" | "task") => flings.map(({ spent, rows }) => (spent[of] / rows) * 1_000);
    const script = toPeer((measured) => thousand(measured, "script"));
    const task = toPeer((measured) => thousand(measured, "task"));
    const headings = [
      "scripting, ms per 1,000 rows, median (p95)",
      TO_PEER,
      "whole main thread, ms per 1,000 rows",
      TO_PEER,
      "frames over 32 ms, median (p95)",
      "of frames",
      "longest frame, ms",
      "long tasks",
      "rows",
      "pages read",
      "drawn rows still empty, %",
    ];
    table(`A fling of ${wishes.fling_s} s, ${SLOW_DOWN}× slower`, headings, (candidate, measured) => {
      const { flings } = measured;
      return [
        spread(thousand(measured, "script"), 1),
        script(candidate, measured),
        spread(thousand(measured, "task")),
        task(candidate, measured),
        spread(flings.map(({ frames }) => frames.slow)),
        said(median(flings.map(({ frames }) => frames.all))),
        said(Math.max(...flings.map(({ frames }) => frames.longest_ms))),
        spread(flings.map(({ long }) => long)),
        said(median(flings.map(({ rows }) => rows))),
        said(median(flings.map(({ pages }) => pages))),
        said(median(flings.map(({ frames }) => frames.lacking * 100)), 1),
      ];
    });
  }
}

export function tellMemory(held: Memory[]): void {
  const megabytes = (bytes: number) => said(bytes / 1_000_000, 1);
  const lines = held.map(({ warm, end }, index) => {
    const growth = (end.heap + end.wasm) / (warm.heap + warm.wasm) - 1;
    const parts = [warm.heap, end.heap, warm.wasm, end.wasm, end.heap + end.wasm].map(megabytes);
    return [candidates[index]?.name ?? "", ...parts, `${said(growth * 100, 1)} %`, megabytes(warm.page), megabytes(end.page)];
  });
  const headings = ["", "heap, warm", "at the end", "wasm, warm", "at the end", "both at the end", "growth", "browser's own measure, warm", "at the end"];
  print(`Memory over ${said(wishes.minutes, 1)} min of work, MB`, headings, lines);
}

export function tellBurst({ sent_a_second, shown, missing, busy, long }: Burst): void {
  const headings = ["changes a second", "to the screen, ms: median", "p95", "worst", "never", "main thread busy", "long tasks"];
  const times = [0.5, 0.95, 1].map((share) => said(quantile(shown, share)));
  print("A burst of changes, full speed", headings, [[said(sent_a_second), ...times, said(missing), `${said(busy * 100, 1)} %`, said(long)]]);
}
