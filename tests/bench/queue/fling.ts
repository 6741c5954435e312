// Scrolling without a stop.
import type { Front } from "./front.ts";
import type { Frames } from "./probe.ts";
import { inSight, longTasks, pause, spent, type Spent, type Visit } from "./visit.ts";
import { wishes } from "./wishes.ts";

/** So far a turn of the wheel goes, and so often: two hundred rows a second. */
const TURN_PX = 400;
const TURN_MS = 50;

/** Over how many rows, what the browser spent on it in milliseconds, how its frames came, and how many pages were read. */
export type Fling = { rows: number; spent: Spent; frames: Frames; long: number; pages: number };

/** The wheel turns at the same speed whether the page keeps up or not. */
export async function fling(opened: Visit, front: Front): Promise<Fling> {
  const { page } = opened;
  await page.mouse.move(700, 500);
  const from = (await inSight(opened))[0] ?? 0;
  const [tasks, before, pages] = [(await longTasks(opened)).length, await spent(opened), front.pages];
  await page.evaluate(() => window.probe.beginFrames());
  const turns: Promise<void>[] = [];
  const begun = Date.now();
  for (let turn = 0; turn * TURN_MS < wishes.fling_s * 1000; turn++) {
    turns.push(page.mouse.wheel(0, TURN_PX));
    await pause(begun + (turn + 1) * TURN_MS - Date.now());
  }
  await Promise.all(turns);
  const frames = await page.evaluate(() => window.probe.endFrames());
  const [after, read] = [await spent(opened), front.pages - pages];
  const long = (await longTasks(opened)).length - tasks;
  const to = await settled(opened);
  const took = (of: keyof Spent) => after[of] - before[of];
  const cost = { script: took("script"), layout: took("layout"), style: took("style"), task: took("task") };
  return { rows: (to[0] ?? Number.NaN) - from, spent: cost, frames, long, pages: read };
}

/** The places in sight once they have their rows and no longer change. */
export async function settled(opened: Visit, patience_ms = 60_000): Promise<number[]> {
  const until = Date.now() + patience_ms;
  let before: number[] = [];
  while (Date.now() < until) {
    await pause(1_000);
    const now = await inSight(opened);
    if (now.length > 5 && now.join() === before.join()) return now;
    before = now;
  }
  return before;
}
