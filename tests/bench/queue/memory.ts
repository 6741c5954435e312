// What a page holds after minutes of work.
import type { Browser } from "../../browser/playwright.ts";
import { type Candidate, ours } from "./candidates.ts";
import { Collector } from "./findings.ts";
import type { Ground } from "./ground.ts";
import { arrive, counted, pause, type Visit, visit } from "./visit.ts";
import { wishes } from "./wishes.ts";

/** Bytes in use after a collection: JavaScript's, wasm's, and what the browser itself says of the page, of its elements too. */
export type Held = { heap: number; wasm: number; page: number };
/** After the first tenth of the work, and after all of it. */
export type Memory = { warm: Held; end: Held };

/** New alerts a second meanwhile. */
const ALERTS = 5;

async function hold({ page, protocol }: Visit): Promise<Held> {
  for (let time = 0; time < 2; time++) await protocol.send("HeapProfiler.collectGarbage");
  const { usedSize } = await protocol.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => window.probe.wasmBytes());
  return { heap: usedSize, wasm, page: await saysBrowser(page) };
}

/** It waits for a collection of its own, for up to half a minute. */
async function saysBrowser(page: Visit["page"]): Promise<number> {
  return page.evaluate(async () => {
    const measuring = performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> };
    return (await measuring.measureUserAgentSpecificMemory?.())?.bytes ?? Number.NaN;
  });
}

/** Scrolls, moves, selects and leaps, until then. */
async function work({ page }: Visit, candidate: Candidate, until: number): Promise<void> {
  for (let round = 0; Date.now() < until; round++) {
    await page.mouse.move(700, 500);
    for (let turn = 0; turn < 40 && Date.now() < until; turn++) {
      await page.mouse.wheel(0, round % 3 === 2 ? -400 : 400);
      await pause(80);
    }
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press(step % 4 === 3 ? candidate.select : step % 4 === 2 ? "ArrowUp" : "ArrowDown");
      await pause(100);
    }
    if (round % 4 === 3) await page.keyboard.press(round % 8 === 3 ? candidate.end : candidate.end.replace("End", "Home"));
    await pause(1_000);
  }
}

async function one(browser: Browser, ground: Ground, candidate: Candidate): Promise<Memory> {
  const opened = await visit(browser, ground, 1);
  await arrive(opened, candidate);
  await counted(opened, ground.rows);
  await candidate.enter(opened.page);
  const begun = Date.now();
  const whole_ms = wishes.minutes * 60_000;
  await work(opened, candidate, begun + whole_ms / 10);
  const warm = await hold(opened);
  await work(opened, candidate, begun + whole_ms);
  const end = await hold(opened);
  await opened.close();
  return { warm, end };
}

/** All at once: what is measured is no time. Meanwhile alerts come, which the console hears of and the peers do not. */
export async function memory(browser: Browser, ground: Ground, all: Candidate[]): Promise<Memory[]> {
  const admin = await visit(browser, ground, 1);
  await arrive(admin, ours);
  const collector = await Collector.of(ground, admin);
  await admin.close();
  let isOver = false;
  const coming = (async () => {
    for (let turn = 0; !isOver; turn++) {
      await collector.send(Array.from({ length: ALERTS }, (_, host) => (turn * ALERTS + host) % 200));
      await pause(1_000);
    }
  })();
  const held = await Promise.all(all.map((candidate) => one(browser, ground, candidate)));
  isOver = true;
  await coming;
  return held;
}
