// An incident of ten thousand alerts, and evidence of eight megabytes: `cargo xtask bench incident`. How it is measured stands in README.md.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { ask, collector, enter, expect, openEvidence, openQueue } from "../browser/bulkhead.ts";
import { type Browser, type Page, test } from "../browser/playwright.ts";
import { Server, targetFolder } from "../browser/server.ts";
import { print, quantile, said } from "./queue/figures.ts";
import { install } from "./queue/probe.ts";
import { fromKey, pause } from "./queue/visit.ts";
import { SLOW_DOWN } from "./queue/wishes.ts";

const ALERTS = 10_000;
const ENTRIES = 150_000;
/** How often an incident is opened from the queue. */
const OPENINGS = 24;
/** How often more of the alerts are shown, a hundred at a time. */
const PAGES = 20;

/** What was done, how long the first picture of it took, where that says something, and the tasks over 50 ms meanwhile. */
type Line = { what: string; times: number[]; long: number[] };

const finding = (uid: string, more: object) => ({
  class_uid: 2004,
  time: Date.now() - 60_000,
  severity_id: 4,
  metadata: { uid, product: { name: "Sensor" } },
  finding_info: { uid, title: "Signed in from elsewhere", analytic: { uid: "R-large" } },
  ...more,
});

/** Two incidents of one client: one of many alerts, and one of a single large one. */
async function fill(browser: Browser, server: Server): Promise<void> {
  const take = await collector(browser, server);
  const many = Array.from({ length: ALERTS }, (_, n) => finding(`many-${n}`, { device: { hostname: "busy-host" } }));
  for (let from = 0; from < ALERTS; from += 500) await take(many.slice(from, from + 500));
  const entries = Array.from({ length: ENTRIES }, (_, n) => ({ n, said: `an entry like all the others ${n}` }));
  const large = finding("large", { device: { hostname: "large-host" }, unmapped: { entries, last: "the needle at its end" } });
  await take([large]);
}

/** Where both are: the two that were made last. */
async function made(page: Page): Promise<{ many: string; large: string }> {
  const { items } = (await ask(page, "/c/harbor/queue?sort=created&limit=2")).body as { items: { key: string; alerts_count: number }[] };
  const address = (is: (count: number) => boolean) => `/c/harbor/incidents/${items.find((item) => is(item.alerts_count))?.key}`;
  return { many: address((count) => count > 1), large: address((count) => count === 1) };
}

async function measure(browser: Browser, server: Server, slowDown: number): Promise<Line[]> {
  const context = await browser.newContext({ baseURL: server.address });
  const page = await context.newPage();
  await page.addInitScript(install);
  await enter(page, "analyst@aurora");
  const { many, large } = await made(page);
  await openQueue(page, "/c/harbor", "status=new&sort=created");
  const protocol = await context.newCDPSession(page);
  await protocol.send("Emulation.setCPUThrottlingRate", { rate: slowDown });
  const lines: Line[] = [];
  const during = async (what: string, work: (times: number[]) => Promise<void>) => {
    const before = await page.evaluate(() => window.probe.longTasks.length);
    const times: number[] = [];
    await work(times);
    await pause(500);
    lines.push({ what, times, long: await page.evaluate((before) => window.probe.longTasks.slice(before), before) });
  };
  const open = async (address: string, times: number[]) => {
    await page.locator(`a[href="${address}"]`).focus();
    times.push(...(await fromKey(page, "Enter", ".incident h1")));
    await page.getByRole("region", { name: "Evidence is sealed" }).waitFor();
  };
  const back = async () => {
    await page.goBack();
    await page.getByRole("grid").waitFor();
    await pause(300);
  };
  // Once uncounted: its code comes with the first.
  await open(many, []);
  await back();
  await during("opening it from the queue, its code at hand", async (times) => {
    for (let turn = 0; turn < OPENINGS; turn++) {
      await open(turn % 2 ? large : many, times);
      await pause(500);
      await back();
    }
  });
  await during(`opening the one of ${said(ALERTS)} alerts, until it rests`, async (times) => {
    await open(many, times);
    await pause(2_000);
  });
  await during(`showing ${said(PAGES * 100)} of its alerts, a hundred at a time`, async () => {
    // By place, and with the key: to find a name among thousands of elements is a long task of its own.
    await page.getByRole("button", { name: "Show more alerts" }).focus();
    for (let turn = 0; turn < PAGES; turn++) {
      const rows = await page.locator(".alerts tbody tr").count();
      await page.keyboard.press("Enter");
      await expect(page.locator(".alerts tbody tr")).toHaveCount(rows + 100);
    }
  });
  await during("opening its evidence", async () => {
    await page.keyboard.press("v");
    await page.locator(".opened").waitFor();
    await pause(2_000);
  });
  await page.goto(large);
  await page.getByRole("region", { name: "Evidence is sealed" }).waitFor();
  await openEvidence(page);
  const find = page.getByRole("searchbox", { name: "Find in the record" });
  const record = page.getByRole("region", { name: "Record", exact: true });
  await expect(record).toContainText("class_uid", { timeout: 60_000 });
  await during("laying a record of 8 MB out, and finding in it", async () => {
    await find.fill("the needle at its end");
    await page.getByText("1 of 1", { exact: true }).waitFor({ timeout: 120_000 });
    await find.fill("no such thing in it");
    await page.getByText("No match").waitFor({ timeout: 120_000 });
    await find.fill("entry like");
    await page.getByText("1 of more than 10,000").waitFor({ timeout: 120_000 });
    await find.press("Shift+Enter");
    await page.getByText("10,000 of more than 10,000").waitFor({ timeout: 60_000 });
  });
  await context.close();
  return lines;
}

test("an incident of ten thousand alerts, and one of eight megabytes", async ({ browser }) => {
  const folder = path.join(targetFolder, "browser/bench-incident");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const server = await Server.start(path.join(folder, "bulkhead.db"), "--demo");
  try {
    await fill(browser, server);
    for (const [name, slowDown] of [["full speed", 1], [`${SLOW_DOWN}× slower`, SLOW_DOWN]] as const) {
      const lines = (await measure(browser, server, slowDown)).map(({ what, times, long }) => {
        const [half, most, worst] = [0.5, 0.95, 1].map((share) => said(quantile(times, share)));
        return [what, half, most, worst, said(long.length), said(Math.max(0, ...long))].map(String);
      });
      print(`An incident, ${name}, ms`, ["", "median", "p95", "worst", "tasks over 50", "the longest"], lines);
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
