// A thousand changes a second, and when they are on the screen.
import type { Browser } from "../../browser/playwright.ts";
import { ours, TITLE } from "./candidates.ts";
import { Collector } from "./findings.ts";
import type { Ground } from "./ground.ts";
import { arrive, longTasks, pause, spent, visit } from "./visit.ts";

const INCIDENTS = 1_000;
/** Of each ten of a second a tenth of the incidents: every one has an alert a second. */
const TURNS_A_SECOND = 10;
const BURST_S = 10;
/** After so long what is not on the screen is not waited for. */
const PATIENCE_MS = 60_000;

/** Milliseconds from an alert's answer to its count on the screen; how many never came there; what of its time the main thread was busy. */
export type Burst = { sent_a_second: number; shown: number[]; missing: number; busy: number; long: number };

type Shown = { key: string; count: number; at: number };

declare global {
  interface Window {
    shown: Shown[];
  }
}

/** Notes every count of alerts in sight as it is painted, by the machine's clock. */
function watchCounts(): void {
  window.shown = [];
  const changed = new Set<Element>();
  let isDue = false;
  const note = () => {
    isDue = false;
    const at = performance.timeOrigin + performance.now();
    for (const row of changed) {
      const key = row.querySelector("a")?.getAttribute("href")?.split("/").at(-1);
      const count = Number(row.querySelector(".cell-alerts .row__alerts > span")?.textContent);
      if (key) window.shown.push({ key, count, at });
    }
    changed.clear();
  };
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes) {
      const row = (target instanceof Element ? target : target.parentElement)?.closest("[aria-rowindex]");
      if (row) changed.add(row);
    }
    if (isDue) return;
    isDue = true;
    // As the probe does: before whatever waits for the frame.
    requestAnimationFrame(() => void scheduler.postTask(note, { priority: "user-blocking" }));
  });
  observer.observe(document.querySelector(".grid__body") ?? document, { subtree: true, childList: true, characterData: true });
}

/** New incidents of one client first, then alerts that join them, while the newest are in sight. At full speed. */
export async function burst(browser: Browser, ground: Ground): Promise<Burst> {
  const opened = await visit(browser, ground, 1);
  const { page } = opened;
  await arrive(opened, ours);
  const collector = await Collector.of(ground, opened);
  const hosts = Array.from({ length: INCIDENTS }, (_, host) => host);
  const counts = new Map<string, number>();
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1).get(key) ?? 0;
  (await collector.send(hosts)).forEach(count);
  await arrive(opened, { ...ours, path: `/c/${collector.client}/queue?sort=created` });
  await pause(3_000);
  const inSight = await page.evaluate((title) => [...document.querySelectorAll(title)].slice(0, 18).map((link) => link.getAttribute("href")?.split("/").at(-1) ?? ""), TITLE);
  await page.evaluate(watchCounts);
  const [tasks, before, begun] = [(await longTasks(opened)).length, await spent(opened), Date.now()];
  const expected: Shown[] = [];
  let sent = 0;
  const sending: Promise<void>[] = [];
  const each = INCIDENTS / TURNS_A_SECOND;
  for (let turn = 0; turn < BURST_S * TURNS_A_SECOND; turn++) {
    const from = (turn % TURNS_A_SECOND) * each;
    sending.push(
      collector.send(hosts.slice(from, from + each)).then((keys) => {
        const at = Date.now();
        sent += keys.length;
        for (const key of keys) expected.push({ key, count: count(key), at });
      }),
    );
    await pause(begun + (turn + 1) * (1_000 / TURNS_A_SECOND) - Date.now());
  }
  await Promise.all(sending);
  const [after, ended] = [await spent(opened), Date.now()];
  const ofSight = expected.filter(({ key }) => inSight.includes(key));
  const shown: number[] = [];
  for (const until = Date.now() + PATIENCE_MS; ; await pause(1_000)) {
    const painted = await page.evaluate(() => window.shown);
    shown.length = 0;
    for (const { key, count, at } of ofSight) {
      const first = painted.find((seen) => seen.key === key && seen.count >= count);
      if (first) shown.push(Math.max(0, first.at - at));
    }
    if (shown.length === ofSight.length || Date.now() > until) break;
  }
  const long = (await longTasks(opened)).length - tasks;
  await opened.close();
  const elapsed_ms = ended - begun;
  return {
    sent_a_second: (sent / elapsed_ms) * 1_000,
    shown,
    missing: ofSight.length - shown.length,
    busy: (after.task - before.task) / elapsed_ms,
    long,
  };
}
