// The door to evidence, and what is behind it: who is let in, how long it stays open, and what is left of it afterwards.
import { type Page } from "@playwright/test";
import { ask, collector, command, enter, expect, inMemory, openEvidence, openIncident, openQueue, rows, signIn, tell, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("door");

const sealed = (page: Page) => page.getByRole("region", { name: "Evidence is sealed" });
const opened = (page: Page) => page.getByRole("region", { name: "Evidence is open" });
/** What a slice may take; all of it at once takes several times as long. */
const LONGEST_MS = 200;
const unassigned = "status=new&assignee=nobody";

test("what is somebody else's asks for a typed reason, and the server insists", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 0, unassigned);
  await expect(page.getByRole("button", { name: "Open for triage" })).toBeVisible();
  await command(page, address, { command: "assign", assignee: "lead-aurora" });
  await expect(page.getByRole("button", { name: "Open for triage" })).toHaveCount(0);
  await page.keyboard.press("v");
  const reason = page.getByRole("textbox", { name: /^Why do you open it/ });
  await expect(reason).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Say why")).not.toHaveCount(0);
  const { status, body } = await tell(page, "POST", `${address}/evidence-openings`, { reason: "Triage" });
  expect([status, body.fields[0].field]).toEqual([422, "reason"]);
  await reason.fill("The lead asked me to look");
  await page.keyboard.press("Enter");
  await expect(opened(page)).toContainText("The lead asked me to look");
});

test("after ten minutes without use it is sealed again, and says so a minute before", async ({ page }) => {
  await page.clock.install();
  await enter(page, "analyst@aurora");
  await openIncident(page, "/c/harbor", 1, unassigned);
  await page.keyboard.press("v");
  await expect(opened(page)).toContainText("Seals itself after 10 min without use");
  await page.clock.fastForward("09:10");
  await expect(opened(page).getByText(/^Seals itself after \d+ s without use$/)).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "seals itself in a minute" })).toHaveCount(1);
  // What is done beside it does not keep it open.
  await page.getByRole("heading", { level: 1 }).click();
  await expect(opened(page).getByText(/^Seals itself after \d+ s without use$/)).toBeVisible();
  const keep = page.getByRole("button", { name: "Keep open" });
  await keep.click();
  await expect(opened(page)).toContainText("Seals itself after 10 min without use");
  await expect(keep).toBeFocused();
  await page.clock.fastForward("10:05");
  await expect(sealed(page)).toBeVisible();
  await expect(page.getByText("The evidence was sealed again after ten minutes without use")).not.toHaveCount(0);
  // The focus follows once the door is shown, with the next picture.
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});

test("a key that follows at once is for what was just opened", async ({ page }) => {
  await page.clock.install();
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 2, unassigned);
  // No picture is drawn any more, and so nothing waits for the next.
  await page.clock.pauseAt(new Date(Date.now() + 5_000));
  await page.getByRole("button", { name: "Open evidence…" }).click();
  await expect(page.getByRole("radio", { name: "Triage" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("radio", { name: "Triage" })).toHaveCount(0);
  expect(new URL(page.url()).pathname).toBe(address);
});

test("sealed again, and left, nothing of it is in the module's memory", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openIncident(page, "/c/harbor", 2, unassigned);
  const open = async () => {
    const answer = page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/evidence-openings"));
    await page.keyboard.press("v");
    await expect(opened(page)).toBeVisible();
    const finding = (await (await answer).json()).evidence.findings[0];
    // What nobody else could have left there.
    const secrets: string[] = [finding.finding_info.title, finding.record.slice(0, 60)];
    await expect(opened(page).getByText(finding.finding_info.title).first()).toBeVisible();
    for (const secret of secrets) expect(await inMemory(page, secret), "it is there while it is open").toBeGreaterThan(0);
    return secrets;
  };
  const gone = async (secrets: string[]) => {
    for (const secret of secrets) await expect.poll(() => inMemory(page, secret), secret).toBe(0);
  };
  const secrets = await open();
  await page.getByRole("searchbox", { name: "Find in the record" }).fill(secrets[0]!.slice(0, 12));
  await page.getByRole("button", { name: "Lock again" }).click();
  await expect(sealed(page)).toBeVisible();
  await gone(secrets);
  const again = await open();
  await page.getByRole("link", { name: "Queue", exact: true }).first().click();
  await expect(rows(page).first()).toBeVisible();
  await gone(again);
});

test("a colleague lets somebody in for half an hour, and the client reads both names", async ({ page, browser, server }) => {
  const open = async (user: string) => {
    const page = await (await browser.newContext({ baseURL: server.address })).newPage();
    await signIn(page, user);
    return page;
  };
  await enter(page, "junior@aurora");
  const address = await openIncident(page, "/c/harbor", 3, unassigned);
  const [analyst, manager] = [await open("analyst@aurora"), await open("manager@harbor")];
  for (const other of [analyst, manager]) {
    await other.goto(address);
    await expect(sealed(other)).toBeVisible();
  }

  await page.getByRole("button", { name: "Ask a colleague to open…" }).click();
  await page.getByRole("textbox", { name: /^Why do you want to open it/ }).fill("Is it the same host as mine?");
  await page.keyboard.press("Enter");
  await expect(page.getByText("You have asked to open it, and nobody has answered yet")).toBeVisible();

  const request = analyst.getByRole("region", { name: /asks to open the evidence$/ });
  await expect(request).toContainText("Is it the same host as mine?");
  await request.getByRole("button", { name: "Let them for 30 minutes" }).click();
  await expect(request).toHaveCount(0);

  await expect(page.getByText(/^A colleague lets you open it until /)).toBeVisible();
  await page.keyboard.press("v");
  await expect(opened(page)).toContainText("let in by Ana Moreira");

  const entry = manager.getByRole("listitem").filter({ hasText: /opened the evidence/ }).first();
  await expect(entry).toContainText("let in by Ana Moreira");
  await expect(entry).toContainText((await ask(page, "/session")).body.user.name);
  await opened(page).getByRole("button", { name: "Copy the value" }).first().click();
  await expect(entry).toContainText("copied from once");
  // Nothing, and then everything there is: the selection begins outside of it.
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await page.keyboard.press("Control+c");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await expect(entry).toContainText("copied from 2 times");
});

test("ten megabytes are read and searched without holding the page up", async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const take = await collector(browser, server);
  const entries = Array.from({ length: 150_000 }, (_, n) => ({ n, said: `an entry like all the others ${n}` }));
  const finding = {
    class_uid: 2004,
    time: Date.now(),
    severity_id: 4,
    metadata: { uid: "large-1", product: { name: "Sensor" } },
    finding_info: { uid: "large-1", title: "A large one", analytic: { uid: "R-large" } },
    device: { hostname: "large-host" },
    unmapped: { entries, last: "the needle at its end" },
  };
  expect(JSON.stringify(finding).length).toBeGreaterThan(8_000_000);
  await take([finding]);

  await page.addInitScript(() => {
    const watched = window as unknown as { long: number[] };
    watched.long = [];
    const observer = new PerformanceObserver((list) => watched.long.push(...list.getEntries().map((task) => task.duration)));
    observer.observe({ type: "longtask" });
  });
  /** What held the page up longest since this was asked before, milliseconds; told of once the frame is over. */
  const longest = () =>
    page.evaluate(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return Math.max(0, ...(window as unknown as { long: number[] }).long.splice(0));
    });
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor", `${unassigned}&sort=created`);
  await rows(page).first().click();
  await openEvidence(page);
  const find = page.getByRole("searchbox", { name: "Find in the record" });
  const record = page.getByRole("region", { name: "Record", exact: true });
  await expect(record).toContainText("class_uid");
  // The answer itself is read at once, by the browser.
  await longest();
  expect(await record.locator("*").count(), "only what is in sight is in the page").toBeLessThan(500);
  // Laid out to its end.
  await find.fill("the needle at its end");
  await expect(page.getByText("1 of 1", { exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(record.locator("mark")).toBeInViewport();

  await find.fill("no such thing in it");
  await expect(page.getByText("No match")).toBeVisible({ timeout: 30_000 });
  await find.fill("entry like");
  await expect(page.getByText("1 of more than 10,000")).toBeVisible({ timeout: 30_000 });
  await find.press("Shift+Enter");
  await expect(page.getByText("10,000 of more than 10,000")).toBeVisible();
  expect(await longest(), "laid out and looked through, a slice at a time").toBeLessThan(LONGEST_MS);
});
