// Dialogs and their fields: what Esc, a refusal and a slow answer do, and rows that could not be read again.
import { type Page } from "@playwright/test";
import { endSession, enter, expect, openIncident, openQueue, rows, test } from "../bulkhead.ts";

/** Holds back what is posted to addresses of that pattern; calling the answer lets it go. */
async function hold(page: Page, pattern: RegExp): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((go) => (release = go));
  await page.route(pattern, async (route) => {
    if (route.request().method() !== "GET") await released;
    await route.continue();
  });
  return () => release();
}

test("a dialog that has to be answered stays, however often Esc is pressed", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  await endSession(page);
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog.getByLabel("Password", { exact: true })).toBeFocused();
  for (let press = 0; press < 4; press++) await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  await expect(dialog).toBeVisible();
  expect(await dialog.evaluate((dialog) => dialog.matches(":modal")), "what is under it is out of reach").toBe(true);
  await dialog.getByLabel("Password", { exact: true }).fill("bulkhead-demo");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();
});

test("the first field of a dialog has the focus at once, and a key that follows is for it", async ({ page }) => {
  await page.clock.install();
  await enter(page, "admin@aurora");
  await page.goto("/admin/clients/cedar");
  const opener = page.getByRole("button", { name: "New key…" });
  await expect(opener).toBeVisible();
  // No picture is drawn any more, and so nothing waits for the next.
  await page.clock.pauseAt(new Date(Date.now() + 5_000));
  await opener.press("Enter");
  const dialog = page.getByRole("dialog", { name: "New ingest key" });
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("F");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue("F");
});

test("a menu has the focus at once", async ({ page }) => {
  await page.clock.install();
  await enter(page, "admin@aurora");
  await page.goto("/admin/people");
  const opener = page.getByRole("button", { name: /^Actions for / }).first();
  await expect(opener).toBeVisible();
  await page.clock.pauseAt(new Date(Date.now() + 5_000));
  await opener.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
});

test("a dialog that Esc has closed twice over opens again", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/clients/cedar");
  const dialog = page.getByRole("dialog", { name: "New ingest key" });
  for (let time = 0; time < 3; time++) {
    await page.getByRole("button", { name: "New key…" }).press("Enter");
    await expect(dialog).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
});

test("a key that is shown once is shown although its dialog was closed before the answer", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/clients/cedar");
  const release = await hold(page, /\/ingest-keys$/);
  await page.getByRole("button", { name: "New key…" }).click();
  const dialog = page.getByRole("dialog", { name: "New ingest key" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Slow forwarder");
  await dialog.getByRole("button", { name: "Make key" }).click();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  release();
  const once = page.getByRole("dialog", { name: "The new key" });
  await expect(once.getByRole("status").first()).toHaveText(/^\S{20,}$/);
  await once.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("rowheader", { name: /Slow forwarder/ })).toBeVisible();
});

test("a key whose page was left before the answer is said to be lost", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/clients/cedar");
  const release = await hold(page, /\/ingest-keys$/);
  await page.getByRole("button", { name: "New key…" }).click();
  const dialog = page.getByRole("dialog", { name: "New ingest key" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Left forwarder");
  await dialog.getByRole("button", { name: "Make key" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  release();
  await expect(page.getByText(/The new key cannot be shown any more/).first()).toBeVisible();
});

test("a late answer says what was done, and leaves the next question alone", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/people");
  const open = async (action: string) => {
    await page.getByRole("button", { name: "Actions for Sam Whitfield" }).click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  const release = await hold(page, /\/users\/[^/]+$/);
  await open("Change access…");
  const access = page.getByRole("dialog", { name: "Access of Sam Whitfield" });
  await access.getByRole("button", { name: "Save", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(access).toBeHidden();
  await open("Rename…");
  const rename = page.getByRole("dialog", { name: "Rename Sam Whitfield" });
  await rename.getByRole("textbox", { name: "Name" }).fill("Half typed");
  release();
  await expect(page.getByText("Sam Whitfield is changed").first()).toBeVisible();
  await expect(rename.getByRole("textbox", { name: "Name" })).toHaveValue("Half typed");
});

test("the field that is wrong takes the focus inside the dialog, not under it", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/clients/cedar");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("");
  await page.getByRole("button", { name: "Save", exact: true }).first().click();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "New key…" }).click();
  const dialog = page.getByRole("dialog", { name: "New ingest key" });
  await dialog.getByRole("button", { name: "Make key" }).click();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
});

test("a false positive without its reason is refused at the reason", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openIncident(page, "/c/cedar", 2);
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: /^Close CED-/ });
  await dialog.getByRole("button", { name: "Close incident" }).click();
  const reason = dialog.getByRole("textbox", { name: /^Reason/ });
  await expect(dialog.getByRole("alert").filter({ hasText: "Choose a verdict" })).toBeVisible();
  await expect(reason, "the verdict is missing").not.toHaveAttribute("aria-invalid", "true");
  await dialog.getByText("False positive", { exact: true }).click();
  await dialog.getByRole("button", { name: "Close incident" }).click();
  await expect(reason).toHaveAttribute("aria-invalid", "true");
  await expect(reason).toHaveAccessibleDescription(/Say why it is a false positive/);
  await expect(reason).toBeFocused();
});

test("rows that could not be read again are asked for until they could", async ({ page, browser, server, complaints }) => {
  complaints.expect(/ERR_FAILED/);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/zephyr", "status=new");
  const link = rows(page).nth(2);
  const address = (await link.getAttribute("href")) ?? "";
  const row = page.getByRole("row").filter({ has: page.locator(`a[href="${address}"]`) });
  let refused = 0;
  await page.route(/\/queue\/rows\?/, (route) => (refused++ < 2 ? route.abort() : route.continue()));
  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(other, "lead@aurora");
  await other.goto(address);
  await other.getByRole("button", { name: "Assign to me" }).click();
  await expect(row).toContainText("In progress");
  expect(refused).toBeGreaterThan(2);
  await other.context().close();
});

test("Esc leaves the filter's text also where no row is left to go to", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await page.goto("/c/harbor/queue?q=zzzzzz");
  await expect(page.getByText("No incident matches")).toBeVisible();
  await page.keyboard.press("/");
  const field = page.getByRole("searchbox", { name: "Filter by title or key" });
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(field).not.toBeFocused();
});
