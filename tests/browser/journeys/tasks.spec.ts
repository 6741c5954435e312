// What has to be done about an incident: asked of the client, answered by it, and done before the incident is closed.
import type { Page } from "@playwright/test";
import { ask, enter, expect, openIncident, signOut, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("tasks");
const card = (page: Page) => page.getByRole("region", { name: "Tasks" });
const task = (page: Page, text: string) => card(page).getByRole("listitem").filter({ hasText: text });
const close = (page: Page) => page.getByRole("group", { name: "Actions" }).getByRole("button", { name: "Close…" });

/** Adds a task by itself, as people do. */
async function add(page: Page, text: string, owner: string, checked: RegExp[]): Promise<void> {
  await card(page).getByRole("button", { name: "Add tasks…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add tasks" });
  await dialog.getByRole("textbox", { name: "What has to be done" }).fill(text);
  await dialog.getByRole("combobox", { name: "Who does it?" }).selectOption(owner);
  for (const name of checked) await dialog.getByRole("checkbox", { name }).check();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(task(page, text)).toBeVisible();
}

test("an analyst asks the client, the client's analyst approves, and only then is it closed", async ({ page, browser, server }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 0, "status=in_progress");
  await card(page).getByRole("button", { name: "Add tasks…" }).click();
  await page.getByRole("dialog", { name: "Add tasks" }).getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This is needed" })).toBeVisible();
  await page.keyboard.press("Escape");
  await add(page, "May we isolate the machine?", "Harbor Logistics", [/^Mandatory/, /^An approval/]);
  await add(page, "Look at the other sites", "Security provider", [/^Internal/]);
  await expect(close(page)).toHaveAttribute("aria-disabled", "true");
  await expect(close(page)).toHaveAccessibleDescription("1 mandatory task is still open");

  const client = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(client, "analyst@harbor");
  await client.goto(address);
  await expect(task(client, "May we isolate the machine?")).toContainText("Open");
  await expect(card(client).getByText("Look at the other sites")).toHaveCount(0);
  await expect(card(client).getByRole("button", { name: "Add tasks…" })).toHaveCount(0);
  await client.getByRole("button", { name: "Approve: May we isolate the machine?" }).press("Enter");
  await expect(task(client, "May we isolate the machine?")).toContainText("Approved");
  await expect(client.getByRole("button", { name: "Open again: May we isolate the machine?" })).toBeFocused();
  await expect(client.getByText(/approved/).filter({ hasText: "You" }).first()).toBeVisible();

  // Whoever asked reads it as it comes, and may close.
  await expect(task(page, "May we isolate the machine?")).toContainText("Tom Achebe", { timeout: 10_000 });
  await expect(close(page)).not.toHaveAttribute("aria-disabled", "true");
  await close(page).click();
  const dialog = page.getByRole("dialog", { name: /^Close/ });
  await dialog.getByRole("radio", { name: "True positive" }).check();
  await dialog.getByRole("button", { name: "Close incident" }).click();
  await expect(dialog).toBeHidden();
  expect((await ask(page, address)).body.status).toBe("closed");
  await expect(card(page).getByRole("button")).toHaveCount(0);
  await client.context().close();
});

test("what was said by phone is recorded, and what nobody will do is skipped with a reason", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openIncident(page, "/c/cedar", 0, "status=in_progress");
  await add(page, "May we reset the password?", "Cedar Health", [/^An approval/]);
  await card(page).getByRole("button", { name: /^Record the answer…/ }).click();
  const record = page.getByRole("dialog", { name: "Record the client’s answer" });
  await record.getByRole("button", { name: "Declined" }).click();
  await expect(record.getByRole("alert").filter({ hasText: "This is needed" })).toBeVisible();
  await record.getByRole("textbox").fill("Their manager, by phone");
  await record.getByRole("button", { name: "Declined" }).click();
  await expect(record).toBeHidden();
  await expect(task(page, "May we reset the password?")).toContainText("told by Their manager, by phone");
  await expect(card(page).getByRole("button", { name: /^Open again/ })).toBeFocused();

  await add(page, "Look at the firewall", "Security provider", []);
  await card(page).getByRole("button", { name: "Skip…: Look at the firewall" }).click();
  const skip = page.getByRole("dialog", { name: "Skip a task" });
  await skip.getByRole("textbox").fill("There is none");
  await skip.getByRole("button", { name: "Skip it" }).click();
  await expect(task(page, "Look at the firewall")).toContainText("There is none");
});

test("a playbook is made, and is applied to an incident by hand once", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/playbooks");
  await page.getByRole("button", { name: "New playbook…" }).click();
  const form = page.getByRole("dialog", { name: "New playbook" });
  await form.getByRole("textbox", { name: "Name" }).fill("Lost laptop");
  await form.getByRole("checkbox", { name: "Data loss" }).check();
  await form.getByRole("button", { name: "Create playbook" }).click();
  await expect(form.getByRole("alert").filter({ hasText: "Step 1 does not say what has to be done" })).toBeVisible();
  await form.getByRole("group", { name: "Step 1" }).getByRole("textbox", { name: "What has to be done" }).fill("Ask when it was last seen");
  await form.getByRole("button", { name: "Add a step" }).click();
  const second = form.getByRole("group", { name: "Step 2" });
  await expect(second.getByRole("textbox", { name: "What has to be done" })).toBeFocused();
  await page.keyboard.type("May we wipe it?");
  await second.getByRole("combobox", { name: "Who does it?" }).selectOption("Client");
  await second.getByRole("checkbox", { name: /^An approval/ }).check();
  await form.getByRole("button", { name: "Create playbook" }).click();
  await expect(form).toBeHidden();
  const listed = page.getByRole("table", { name: "Playbooks" }).getByRole("row", { name: /^Lost laptop/ });
  await expect(listed).toContainText("2 steps");
  await expect(listed).toContainText("Data loss");
  await signOut(page);

  await enter(page, "analyst@aurora");
  await openIncident(page, "/c/orchard", 0, "status=in_progress");
  await card(page).getByRole("button", { name: "Add tasks…" }).click();
  const dialog = page.getByRole("dialog", { name: "Add tasks" });
  await dialog.getByRole("combobox", { name: "Playbook" }).selectOption("Lost laptop");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(task(page, "May we wipe it?")).toBeVisible();
  await card(page).getByRole("button", { name: "Add tasks…" }).click();
  await dialog.getByRole("combobox", { name: "Playbook" }).selectOption("Lost laptop");
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialog.getByText("It is applied already, or the incident is closed by now")).toBeVisible();
});
