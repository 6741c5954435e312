// Columns of the queue: chosen by keyboard, seen at once, kept for one person, and honest to those who listen.
import type { Page } from "@playwright/test";
import { ask, enter, expect, grid, openQueue, rowCount, rows, signIn, signOut, tell, test } from "../bulkhead.ts";

const ours = ["Priority", "Severity", "Client", "Incident", "Status", "Assignee", "Alerts", "Age", "Time to breach"];
const dialog = (page: Page) => page.getByRole("dialog", { name: "Columns" });
const box = (page: Page, name: string) => dialog(page).getByRole("checkbox", { name, exact: true });
const opener = (page: Page) => page.getByRole("button", { name: "Columns…" });
/** What the headings say, without that of the boxes; also behind a dialog. */
const headings = async (page: Page) =>
  (await grid(page).getByRole("columnheader", { includeHidden: true }).allTextContents()).filter((text) => text !== "");
const kept = async (page: Page) => (await ask(page, "/preferences")).body.queue_columns;

/** That each row has as many cells as there are columns, each in its own. */
async function expectHonest(page: Page, count: number) {
  await expect(grid(page)).toHaveAttribute("aria-colcount", String(count));
  const expected = Array.from({ length: count }, (_, index) => String(index + 1));
  const indexes = await grid(page).getByRole("row").evaluateAll((rows) =>
    rows.map((row) => [...row.children].map((cell) => cell.getAttribute("aria-colindex"))),
  );
  expect(indexes.length).toBeGreaterThan(5);
  for (const of of indexes) expect(of).toEqual(expected);
}

test("columns are chosen by keyboard, and stay after a reload and a new sign-in, for one person alone", async ({ page }) => {
  await enter(page, "lead@aurora");
  await openQueue(page, "/all");
  await expect(opener(page)).toBeVisible();
  expect(await headings(page)).toEqual(ours);
  await opener(page).focus();
  await page.keyboard.press("Enter");
  await expect(box(page, "Priority")).toBeFocused();
  await expect(dialog(page).getByRole("checkbox", { name: /^Incident/ })).toBeDisabled();
  for (const name of ["Severity", "Category", "Key"]) await box(page, name).press("Space");
  const up = dialog(page).getByRole("button", { name: "Move Status up" });
  await up.focus();
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press("Enter");
    await expect(up).toBeFocused();
  }
  await expect(up).toHaveAttribute("aria-disabled", "true");
  await expect(dialog(page).getByRole("status")).toHaveText("Status is number 1 of 16");
  const width = dialog(page).getByRole("spinbutton", { name: "Width of Status in pixels" });
  await width.focus();
  await page.keyboard.type("5000");
  await page.keyboard.press("Tab");
  await expect(width).toHaveValue("800");
  await width.fill("200");
  await page.keyboard.press("Tab");
  // At once, under the dialog.
  const chosen = ["Status", "Priority", "Client", "Incident", "Assignee", "Alerts", "Age", "Time to breach", "Key", "Category"];
  await expect.poll(() => headings(page)).toEqual(chosen);
  await page.keyboard.press("Escape");
  await expect(opener(page)).toBeFocused();
  await expect.poll(() => kept(page)).toEqual([
    { column: "status", width_px: 200 },
    ...["priority", "client", "incident", "assignee", "alerts", "created", "breach", "key", "category"].map((column) => ({ column })),
  ]);
  await expectHonest(page, chosen.length + 1);
  const keyOf = ((await rows(page).first().getAttribute("href")) ?? "").split("/").pop() ?? "";
  await expect(grid(page).getByRole("row").nth(1).getByRole("gridcell", { name: keyOf, exact: true })).toBeVisible();

  await page.reload();
  await expect.poll(() => headings(page)).toEqual(chosen);
  await signOut(page);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  expect(await headings(page)).toEqual(ours);
  await expect(grid(page)).not.toHaveAttribute("aria-colcount");
  await signOut(page);
  await enter(page, "lead@aurora");
  await openQueue(page, "/all");
  await expect.poll(() => headings(page)).toEqual(chosen);
  // Within one client its key stands where clients do, once.
  await openQueue(page, "/c/harbor");
  await expect.poll(() => headings(page)).toEqual(chosen.filter((name) => name !== "Client"));

  await opener(page).click();
  await dialog(page).getByRole("button", { name: "Reset to ours" }).click();
  await expect.poll(() => headings(page)).toEqual(ours.map((name) => (name === "Client" ? "Key" : name)));
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await expect.poll(() => kept(page)).toEqual([]);
});

test("chosen columns scroll, are walked through and selected as ours are", async ({ page }) => {
  await signIn(page, "admin@aurora");
  const columns = [{ column: "breach" }, { column: "incident" }, { column: "updated" }, { column: "confidence" }, { column: "status", width_px: 220 }];
  await tell(page, "PATCH", "/preferences", { queue_columns: columns });
  await openQueue(page, "/all", "");
  await expect.poll(() => headings(page)).toEqual(["Time to breach", "Incident", "Changed", "Confidence", "Status"]);
  expect((await grid(page).getByRole("columnheader", { name: "Status" }).boundingBox())?.width).toBe(220);
  const all = (await ask(page, "/all/queue/facets")).body.total;
  await expect.poll(() => rowCount(page)).toBe(all);
  await page.keyboard.press("j");
  await page.keyboard.press("End");
  await expect(grid(page).getByText("Loading", { exact: true })).toHaveCount(0);
  const last = grid(page).getByRole("row").filter({ has: page.locator(":focus") });
  await expect(last).toHaveAttribute("aria-rowindex", String(all + 1));
  await expect(last).toBeInViewport();
  await expectHonest(page, 6);
  await page.keyboard.press("x");
  await expect(last.getByRole("checkbox")).toBeChecked();
  await page.keyboard.press("Escape");
  await opener(page).focus();
  await page.keyboard.press("Enter");
  await box(page, "Confidence").press("Space");
  await expect.poll(() => headings(page)).toEqual(["Time to breach", "Incident", "Changed", "Status"]);
  await page.keyboard.press("Escape");
  await tell(page, "PATCH", "/preferences", { queue_columns: [] });
});

test("a narrow screen has its own rows, whatever columns are chosen, and a wide one has them back", async ({ page }) => {
  await signIn(page, "admin@aurora");
  await tell(page, "PATCH", "/preferences", { queue_columns: ["incident", "category", "assets"].map((column) => ({ column })) });
  await openQueue(page, "/all");
  await expect.poll(() => headings(page)).toEqual(["Incident", "Category", "Assets"]);
  await rows(page).nth(1).focus();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(opener(page)).toBeHidden();
  const card = grid(page).getByRole("row").nth(2);
  await expect(card.getByText(/^(New|In progress|On hold)$/)).toBeVisible();
  await expect(card.getByText(/^(Low|Medium|High|Critical)$/).first()).toBeVisible();
  await expect(rows(page).nth(1)).toBeFocused();
  expect((await card.boundingBox())?.height).toBeGreaterThan(100);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(() => headings(page)).toEqual(["Incident", "Category", "Assets"]);
  await tell(page, "PATCH", "/preferences", { queue_columns: [] });
});

test("what could not be kept is told, and the columns are those of before", async ({ page, complaints }) => {
  complaints.expect(/Failed to load resource/);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await page.route("**/api/v1/preferences", (route) =>
    route.request().method() === "PATCH" ? route.fulfill({ status: 503 }) : route.continue(),
  );
  await opener(page).click();
  await box(page, "Alerts").click();
  await expect(page.getByText(/^This could not be kept/).first()).toBeAttached();
  await expect(box(page, "Alerts")).toBeChecked();
  await expect.poll(() => headings(page)).toEqual(ours);
});
