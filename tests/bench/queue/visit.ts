// One page in a browser that has seen none before, with a slower processor, watched from its first moment.
import type { Browser, CDPSession, Page } from "../../browser/playwright.ts";
import { TITLE, type Candidate } from "./candidates.ts";
import type { Ground } from "./ground.ts";
import { install } from "./probe.ts";

/** What the browser says it has spent on the page until now, in milliseconds. */
export type Spent = { script: number; layout: number; style: number; task: number };

export type Visit = { page: Page; protocol: CDPSession; close: () => Promise<void> };

/** Opens an empty page of its own context. */
export async function visit(browser: Browser, ground: Ground, slowDown: number): Promise<Visit> {
  const context = await browser.newContext({ baseURL: ground.front.origin, storageState: ground.signedIn });
  const page = await context.newPage();
  await page.addInitScript(install);
  const protocol = await context.newCDPSession(page);
  await protocol.send("Performance.enable");
  await slow(protocol, slowDown);
  return { page, protocol, close: () => context.close() };
}

export const slow = (protocol: CDPSession, rate: number) => protocol.send("Emulation.setCPUThrottlingRate", { rate });

/** Goes to the candidate's page; answers when its first row was painted. */
export async function arrive({ page }: Visit, candidate: Candidate): Promise<number> {
  await page.goto(candidate.path, { waitUntil: "commit" });
  return page.evaluate((title) => window.probe.painted(title), TITLE);
}

/** Presses a key; milliseconds from it to the first painted element that fits each of the selectors. */
export async function fromKey(page: Page, key: string, ...selectors: string[]): Promise<number[]> {
  // Said before the key, and waited for: it would be asked for after what the key does otherwise.
  await page.evaluate((selectors) => window.probe.fromKey(selectors), selectors);
  await page.keyboard.press(key);
  return page.evaluate(() => window.probe.took);
}

/** Waits until the whole list is counted, which takes the server longer than the first rows. */
export async function counted({ page }: Visit, rows: number): Promise<void> {
  // Incidents may come while it is measured.
  const isCounted = (rows: number) => Number(document.querySelector("[role='grid']")?.getAttribute("aria-rowcount")) > rows * 0.9;
  await page.waitForFunction(isCounted, rows, { timeout: 120_000, polling: 200 });
}

export async function spent({ protocol }: Visit): Promise<Spent> {
  const { metrics } = await protocol.send("Performance.getMetrics");
  const of = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000;
  return { script: of("ScriptDuration"), layout: of("LayoutDuration"), style: of("RecalcStyleDuration"), task: of("TaskDuration") };
}

export const longTasks = ({ page }: Visit): Promise<number[]> => page.evaluate(() => window.probe.longTasks);

/** The places of the rows in sight that have their row, in order. */
export function inSight({ page }: Visit): Promise<number[]> {
  return page.evaluate((title) => {
    const places = [...document.querySelectorAll(title)].flatMap((link) => {
      const { top, bottom } = link.getBoundingClientRect();
      const isSeen = top > 100 && bottom < innerHeight;
      return isSeen ? [Number(link.closest("[aria-rowindex]")?.getAttribute("aria-rowindex")) - 2] : [];
    });
    return places.sort((one, other) => one - other);
  }, TITLE);
}

export const pause = (ms: number) => new Promise((wake) => setTimeout(wake, ms));
