// The queue in a browser against its peers: `cargo xtask bench queue browser`. How it is measured stands in README.md.
import { type Browser, test } from "../browser/playwright.ts";
import { burst } from "./queue/burst.ts";
import { type Candidate, candidates } from "./queue/candidates.ts";
import { print, quantile, said } from "./queue/figures.ts";
import { fling } from "./queue/fling.ts";
import { type Ground, open } from "./queue/ground.ts";
import { press } from "./queue/keys.ts";
import { memory } from "./queue/memory.ts";
import { reach } from "./queue/reach.ts";
import { type Measured, tellBurst, tellMemory, tellRounds } from "./queue/report.ts";
import { type Bytes, begin, weigh } from "./queue/start.ts";
import { switches } from "./queue/switches.ts";
import { counted, pause, slow, visit } from "./queue/visit.ts";
import { has, SLOW_DOWN, wishes } from "./queue/wishes.ts";

/** One candidate's turn in a round. */
async function turn(browser: Browser, large: Ground, small: Ground | undefined, candidate: Candidate, into: Measured): Promise<void> {
  if (has("start") && small) {
    const opened = await visit(browser, small, SLOW_DOWN);
    into.small.push(await begin(opened, candidate));
    await opened.close();
  }
  const opened = await visit(browser, large, SLOW_DOWN);
  into.start.push(await begin(opened, candidate));
  await counted(opened, large.rows);
  await candidate.enter(opened.page);
  await pause(1_500);
  if (has("keys")) {
    // Once uncounted: what selecting is made of may come with its first use.
    await opened.page.keyboard.press(candidate.select);
    await pause(1_500);
    into.slowKeys.push(await press(browser, opened, candidate, SLOW_DOWN));
    into.keys.push(await press(browser, opened, candidate, 1));
    await slow(opened.protocol, SLOW_DOWN);
  }
  if (has("fling")) into.flings.push(await fling(opened, large.front));
  await opened.close();
}

/** Whatever is not measured in rounds. */
async function rest(browser: Browser, large: Ground): Promise<void> {
  if (has("switch")) {
    const lines: string[][] = [];
    for (const [name, slowDown] of [["full speed", 1], [`${SLOW_DOWN}× slower`, SLOW_DOWN]] as const) {
      const times = await switches(browser, large, slowDown);
      const row = (what: string, times: number[]) => [`${name}, to the ${what}`, said(times.length), ...[0.5, 0.95, 1].map((share) => said(quantile(times, share)))];
      lines.push(row("first row", times.first), row("last in sight", times.last));
    }
    print("From one client to another, ms", ["", "switches", "median", "p95", "worst"], lines);
  }
  if (has("reach")) {
    const lines: string[][] = [];
    for (const candidate of candidates) {
      const { rows, isLast } = await reach(browser, large, candidate);
      lines.push([candidate.name, said(rows), isLast ? "yes" : "no"]);
    }
    print(`Rows reached of ${said(large.rows)}`, ["", "rows", "the last one too"], lines);
  }
  if (has("memory")) tellMemory(await memory(browser, large, candidates));
  if (has("burst")) tellBurst(await burst(browser, large));
}

test("the queue and its peers", async ({ browser }) => {
  const { large, small } = await open(browser);
  try {
    const all = new Map(candidates.map((candidate): [Candidate, Measured] => [candidate, { small: [], start: [], slowKeys: [], keys: [], flings: [] }]));
    const inRounds = has("start") || has("keys") || has("fling");
    for (let round = 0; inRounds && round < wishes.repetitions; round++) {
      // A B, then B A.
      for (const [candidate, measured] of round % 2 ? [...all].reverse() : all) {
        console.log(`      round ${round + 1} of ${wishes.repetitions}: ${candidate.name}`);
        await turn(browser, large, small, candidate, measured);
      }
    }
    const bytes: Bytes[] = [];
    for (const candidate of has("start") ? candidates : []) bytes.push(await weigh(browser, large, candidate));
    if (inRounds) tellRounds(all, large.rows, bytes);
    await rest(browser, large);
  } finally {
    await large.close();
    await small?.close();
  }
});
