// From a key to what it changed on the screen.
import type { Browser } from "../../browser/playwright.ts";
import type { Candidate } from "./candidates.ts";
import { longTasks, pause, slow, type Visit } from "./visit.ts";

const STEPS = 60;
const PAUSE_MS = 120;
const CATEGORIES = ["devtools.timeline"];

type TraceEvent = { name: string; ph: string; ts: number; pid: number; id?: string; id2?: { local?: string }; args: { data?: { type?: string } } };

/** How long each key took to its frame, in milliseconds; tasks over 50 ms meanwhile. */
export type Keys = { times: number[]; long: number };

/** Two moves and a selection, over and over. */
export async function press(browser: Browser, opened: Visit, candidate: Candidate, slowDown: number): Promise<Keys> {
  const { page, protocol } = opened;
  await slow(protocol, slowDown);
  const before = (await longTasks(opened)).length;
  await browser.startTracing(page, { categories: CATEGORIES });
  for (let step = 0; step < STEPS; step++) {
    await page.keyboard.press(step % 3 === 2 ? candidate.select : "ArrowDown");
    await pause(PAUSE_MS);
  }
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  return { times: keyTimes(traceEvents), long: (await longTasks(opened)).length - before };
}

/** The browser's own measure of events, from the key to the frame that shows what came of it, below the 16 ms too from which pages are told. */
function keyTimes(events: TraceEvent[]): number[] {
  const begun = new Map<string, number>();
  const times: number[] = [];
  for (const { name, ph, ts, pid, id, id2, args } of events) {
    if (name !== "EventTiming") continue;
    const its = `${pid} ${id ?? id2?.local}`;
    if (ph === "b" && args.data?.type === "keydown") begun.set(its, ts);
    const from = begun.get(its);
    if (ph !== "e" || from === undefined) continue;
    times.push((ts - from) / 1000);
    begun.delete(its);
  }
  return times;
}
