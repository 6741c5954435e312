// One command over many rows: selected by keyboard or mouse, told row by row, undone.
import { ask, command, enter, expect, hearLate, holdBack, openQueue, rows, signIn, test } from "../bulkhead.ts";
import type { Page } from "@playwright/test";

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const outcomes = (page: Page) => page.getByRole("region", { name: "Selection" }).getByRole("listitem");
const keyOf = async (page: Page, place: number) => ((await rows(page).nth(place).getAttribute("href")) ?? "").split("/").pop() ?? "";
const row = async (page: Page, key: string) => (await ask(page, `/all/queue/rows?keys=${key}`)).body.items[0];

test("rows of several clients are selected and closed by keyboard alone, and all of it is undone", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=new,in_progress");
  const keys = await Promise.all([0, 1, 2, 3].map((place) => keyOf(page, place)));
  const before = await Promise.all(keys.map((key) => row(page, key)));
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  for (let more = 0; more < 3; more++) await page.keyboard.press("J");
  await expect(bar(page).getByRole("status")).toHaveText("4 selected");
  // Its style has come with its code, whatever was opened before.
  await expect(bar(page)).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Close: 4 incidents" });
  await dialog.getByRole("radio", { name: "Benign" }).press("Space");
  await dialog.getByRole("radio", { name: "Benign" }).press("Enter");
  await expect(dialog).toBeHidden();
  const outcome = outcomes(page).first();
  await expect(outcome).toContainText("Close as Benign all 4 done");
  for (const key of keys) expect((await row(page, key)).status).toBe("closed");
  await expect(bar(page)).toBeHidden();
  await outcome.getByRole("button", { name: /^Undo/ }).press("Enter");
  await expect(outcome).toContainText("Close as Benign undone");
  for (const was of before) {
    const is = await row(page, was.key);
    expect([is.status, is.assignee, is.verdict, is.priority]).toEqual([was.status, was.assignee, was.verdict, was.priority]);
    expect(is.version).toBe(was.version + 2);
  }
});

test("of what somebody was faster with both versions are shown, and it is left or done anyway", async ({ page, browser, baseURL }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor", "status=new");
  const [first, second, third] = [await keyOf(page, 0), await keyOf(page, 1), await keyOf(page, 2)];
  for (const key of [first, second, third]) await page.getByRole("checkbox", { name: `Select ${key}`, exact: true }).check();
  const release = await hearLate(page);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, "lead@aurora");
  const lead = (await ask(other, "/session")).body.user;
  const was = (await row(other, second)).priority;
  const is = was === "critical" ? "High" : "Critical";
  await command(other, `/c/harbor/incidents/${first}`, { command: "assign", assignee: lead.id });
  await command(other, `/c/harbor/incidents/${second}`, { command: "set_priority", priority: is.toLowerCase() });
  await bar(page).getByRole("button", { name: "Priority…" }).click();
  const dialog = page.getByRole("dialog", { name: "Priority: 3 incidents" });
  await dialog.getByRole("radio", { name: "Low" }).check();
  await dialog.getByRole("button", { name: "Set", exact: true }).click();
  const outcome = outcomes(page).first();
  await expect(outcome).toContainText("Set priority to Low 1 of 3 done");
  release();
  const asked = outcome.getByRole("group", { name: /^Somebody was faster/ });
  await expect(asked).toContainText("Somebody was faster with 2 of them");
  const of = (key: string) => asked.getByRole("listitem").filter({ has: page.getByRole("link", { name: key, exact: true }) });
  await expect(of(first).getByRole("columnheader")).toHaveText(["As you saw it", "As it is now"]);
  await expect(of(first).getByRole("row", { name: /^Status/ }).getByRole("cell")).toHaveText(["New", "In progress"]);
  await expect(of(first).getByRole("row", { name: /^Assignee/ }).getByRole("cell").last()).toHaveText(lead.name);
  await expect(of(second).getByRole("row", { name: /^Priority/ }).getByRole("cell").last()).toHaveText(is);
  await expect(of(second).getByRole("row", { name: /^You wanted/ })).toContainText("Set priority to Low");
  // What is left is as it was, and said with the others.
  await of(first).getByRole("button", { name: `Leave it: ${first}` }).press("Enter");
  await expect(asked.getByRole("button", { name: `Leave it: ${second}` })).toBeFocused();
  await outcome.getByText("1 left as it was").click();
  await expect(outcome.getByRole("link", { name: first, exact: true })).toBeVisible();
  await expect(outcome).toContainText("somebody changed it meanwhile");
  const { version } = await row(other, second);
  const again = page.waitForRequest((request) => request.url().endsWith("/queue/bulk") && request.method() === "POST");
  await of(second).getByRole("button", { name: `Do it anyway: ${second}` }).press("Enter");
  expect((await again).postDataJSON().over).toEqual({ kind: "rows", rows: [{ key: second, version }] });
  await expect(outcomes(page).first()).toContainText("Set priority to Low done");
  await expect(page.getByRole("group", { name: /^Somebody was faster/ })).toHaveCount(0);
  // What is done anyway is told where it is done, and no more where it was left.
  const former = outcomes(page).nth(1);
  await former.getByText("1 left as it was").click();
  await expect(former.getByRole("link", { name: first, exact: true })).toBeVisible();
  await expect(former.getByRole("link", { name: second, exact: true })).toHaveCount(0);
  await former.getByRole("button", { name: "Dismiss" }).press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  expect([(await row(page, second)).priority, (await row(page, third)).priority]).toEqual(["low", "low"]);
  expect((await row(page, first)).assignee.id).toBe(lead.id);
  await other.context().close();
});

test("the row at hand is asked about, too, and what it does not lead to is not offered", async ({ page, browser, baseURL }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/meridian", "status=new");
  const key = await keyOf(page, 0);
  await rows(page).first().focus();
  await page.keyboard.press("e");
  const release = await hearLate(page);
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, "lead@aurora");
  await command(other, `/c/meridian/incidents/${key}`, { command: "close", verdict: "true_positive" });
  await other.context().close();
  const dialog = page.getByRole("dialog", { name: `Close: ${key}` });
  await dialog.getByRole("radio", { name: "Benign" }).press("Space");
  await dialog.getByRole("radio", { name: "Benign" }).press("Enter");
  release();
  const asked = outcomes(page).first().getByRole("group", { name: /^Somebody was faster/ });
  await expect(asked.getByRole("row", { name: /^Verdict/ }).getByRole("cell")).toHaveText(["–", "True positive"]);
  await expect(asked.getByRole("button", { name: `Do it anyway: ${key}` })).toHaveAttribute("aria-disabled", "true");
  await asked.getByRole("button", { name: `Leave it: ${key}` }).press("Enter");
  await expect(asked).toHaveCount(0);
  await expect(rows(page).first()).toBeFocused();
  expect((await row(page, key)).verdict).toBe("true_positive");
});

test("everything that matches is more than a person may change alone", async ({ page, browser, baseURL }) => {
  await enter(page, "lead@aurora");
  await openQueue(page, "/all", "status=closed");
  const { body } = await ask(page, "/all/queue/facets?status=closed");
  expect(body.total).toBeGreaterThan(1000);
  await page.getByRole("checkbox", { name: "Select every row shown" }).check();
  await expect(bar(page).getByRole("status")).toHaveText(/^\d+ selected$/);
  await bar(page).getByRole("button", { name: /^Select all [\d,]+ that match$/ }).click();
  await bar(page).getByRole("button", { name: "Note…" }).click();
  const dialog = page.getByRole("dialog", { name: /^Note: [\d,]+ incidents$/ });
  await expect(dialog.getByText(/a second person has to agree/)).toBeVisible();
  await dialog.getByRole("textbox", { name: "Note" }).fill("Reviewed for the yearly report");
  await dialog.getByRole("button", { name: "Add note" }).click();
  await expect(outcomes(page).first()).toContainText("wait for a second person");
  // Whoever is asked sees who asks, and for what.
  const second = await (await browser.newContext({ baseURL })).newPage();
  await enter(second, "analyst@aurora");
  await openQueue(second, "/all");
  const asked = outcomes(second).first();
  await expect(asked).toContainText("Add internal note");
  await expect(asked).toContainText("asked for by");
  await asked.getByRole("button", { name: "Decline" }).click();
  await expect(outcomes(page).first()).toContainText("declined: nothing was changed");
  await second.context().close();
});

test("assign with one key goes to the row at hand and survives a reload", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/cedar", "status=new&assignee=nobody");
  const key = await keyOf(page, 0);
  await rows(page).first().focus();
  await page.keyboard.press("a");
  await expect(outcomes(page).first()).toContainText("Assign done");
  const session = (await ask(page, "/session")).body;
  expect((await row(page, key)).assignee.id).toBe(session.user.id);
  await page.reload();
  await expect(outcomes(page).first().getByRole("button", { name: /^Undo/ })).toBeVisible();
  await outcomes(page).first().getByRole("button", { name: /^Undo/ }).click();
  await expect(outcomes(page).first()).toContainText("Assign undone");
  expect((await row(page, key)).assignee).toBeNull();
});

test("whoever may only read selects nothing", async ({ page }) => {
  await enter(page, "manager@harbor");
  await openQueue(page, "/c/harbor");
  const may = (await ask(page, "/session")).body.clients[0].capabilities as string[];
  const acts = may.some((capability) => /^incident\.(assign|set|close|reopen)|^note\./.test(capability));
  await expect(page.getByRole("checkbox", { name: "Select every row shown" })).toHaveCount(acts ? 1 : 0);
});

test("a dialog that is closed while its command travels loses nothing and breaks nothing", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/cedar", "status=new");
  const key = await keyOf(page, 0);
  await rows(page).first().focus();
  const release = await holdBack(page, "**/queue/bulk");
  await page.keyboard.press("p");
  const dialog = page.getByRole("dialog", { name: `Priority: ${key}` });
  await dialog.getByRole("radio", { name: "High" }).press("Space");
  await dialog.getByRole("radio", { name: "High" }).press("Enter");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  release();
  await expect(outcomes(page).first()).toContainText("Set priority to High done");
});
