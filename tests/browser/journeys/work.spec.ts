// Working an incident: by keyboard alone, beside somebody else, and against somebody who was faster.
import { type Page } from "@playwright/test";
import { enter, expect, openIncident, openQueue, password, rows, test } from "../bulkhead.ts";

const heldRow = (page: Page) =>
  page.evaluate(() => {
    const link = document.activeElement;
    return link instanceof HTMLAnchorElement ? link.pathname : "";
  });

test("keyboard alone, from signing in to a closed incident and back", async ({ page }) => {
  const keys = page.keyboard;
  await page.goto("/");
  await expect(page.getByRole("textbox", { name: "E-mail" })).toBeFocused();
  await keys.type("analyst@aurora.example");
  await keys.press("Tab");
  await keys.type(password);
  await keys.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();

  await keys.press("Control+Alt+k");
  await expect(page.getByRole("dialog", { name: "Switch client" }).getByRole("combobox")).toBeFocused();
  await keys.type("cedar");
  await keys.press("Enter");
  await expect(page).toHaveURL(/\/c\/cedar\/overview$/);

  await keys.press("g");
  await keys.press("q");
  await expect(rows(page).nth(5)).toBeVisible();
  for (let row = 0; row < 6; row++) await keys.press("j");
  const address = await heldRow(page);
  expect(address).toMatch(/^\/c\/cedar\/incidents\/CED-\d+$/);
  const queue = page.url();
  const scrolled = await page.evaluate(() => scrollY);

  await keys.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  const actions = page.getByRole("group", { name: "Actions" });
  await expect(actions).toBeVisible();
  if (await actions.getByRole("button", { name: "Assign to me" }).count()) {
    await keys.press("a");
    await expect(actions.getByRole("button", { name: "Assign to me" })).toHaveCount(0);
  }

  await keys.press("c");
  await expect(page.getByRole("textbox", { name: "Note" })).toBeFocused();
  await keys.type("Known scanner of the client, seen before");
  await keys.press("Control+Enter");
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("");
  await expect(page.getByText("Known scanner of the client, seen before")).toBeVisible();
  await keys.press("Escape");
  if (!page.url().endsWith(address)) throw new Error("Escape in a field must leave the field, not the incident");

  await expect(page.getByRole("textbox", { name: "Note" })).not.toBeFocused();
  await keys.press("e");
  const dialog = page.getByRole("dialog", { name: /^Close CED-/ });
  await expect(dialog).toBeVisible();
  await keys.press("Space");
  await expect(dialog.getByRole("radio", { name: "True positive" })).toBeChecked();
  await keys.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Closed").first()).toBeVisible();

  await keys.press("Escape");
  await expect(page).toHaveURL(queue);
  await expect(rows(page).first()).toBeVisible();
  await expect.poll(() => heldRow(page)).toMatch(/^\/c\/cedar\/incidents\//);
  expect(Math.abs((await page.evaluate(() => scrollY)) - scrolled)).toBeLessThanOrEqual(80);
});

test("a change by somebody else appears within seconds, in queue and incident", async ({ page, browser, server }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/lumen", 0, "status=new");
  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(other, "lead@aurora");
  await openQueue(other, "/c/lumen", "status=new");
  const row = other.getByRole("row").filter({ has: other.locator(`a[href="${address}"]`) });
  await expect(row).toContainText("New");

  await page.getByRole("button", { name: "Assign to me" }).click();
  await expect(page.getByRole("button", { name: "Assign to me" })).toHaveCount(0);
  await expect(row).toContainText("In progress", { timeout: 5_000 });
  await other.context().close();
});

test("who was slower sees both versions and loses nothing", async ({ page, browser, server, complaints }) => {
  // The slower one hears of nothing, as on a bad network.
  complaints.expect(/ERR_FAILED/);
  await page.route("**/events**", (route) => route.abort());
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/orchard", 0, "status=new");
  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(other, "lead@aurora");
  await other.goto(address);
  await expect(other.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();

  await page.getByRole("button", { name: "Close…" }).click();
  const close = page.getByRole("dialog", { name: /^Close / });
  await close.getByText("Benign", { exact: true }).click();
  await close.getByRole("textbox", { name: /^Reason/ }).fill("Planned maintenance, typed with care");

  await other.getByRole("button", { name: "Assign to me" }).click();
  await expect(other.getByRole("button", { name: "Assign to me" })).toHaveCount(0);
  await close.getByRole("button", { name: "Close incident" }).click();

  const conflict = page.getByRole("dialog", { name: "Somebody was faster" });
  await expect(conflict).toBeVisible();
  await expect(conflict.getByRole("columnheader", { name: "As you saw it" })).toBeVisible();
  await expect(conflict.getByRole("columnheader", { name: "As it is now" })).toBeVisible();
  await conflict.getByRole("button", { name: "Apply mine" }).click();
  await expect(conflict).toBeHidden();
  await expect(page.getByText("Closed").first()).toBeVisible();
  await other.context().close();
});
