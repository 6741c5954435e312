// What a client asks is answered by whoever looks after it, becomes an incident, and its words stay where they were written.
import type { Page } from "@playwright/test";
import { enter, expect, signIn, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("requests");

const conversation = (page: Page) => page.getByRole("region", { name: "Conversation" });

test("a manager asks, the analyst answers and opens an incident from it, and the manager reads it", async ({ page, browser, server }) => {
  const [subject, body] = ["Invoices that nobody ordered", "Five of them came this morning, all from one address."];
  await signIn(page, "manager@harbor");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Requests" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Requests" })).toBeVisible();
  await page.getByRole("button", { name: "New request…" }).click();
  const dialog = page.getByRole("dialog", { name: "New request" });
  await dialog.getByRole("combobox", { name: "What is it about?" }).selectOption("Incident report");
  await dialog.getByRole("combobox", { name: "How critical is it for you?" }).selectOption("High");
  await dialog.getByRole("button", { name: "Send request" }).click();
  await expect(dialog.getByText("This is needed")).toHaveCount(2);
  await dialog.getByRole("textbox", { name: "Subject" }).fill(subject);
  await dialog.getByRole("textbox", { name: "Your request" }).fill(body);
  await dialog.getByRole("button", { name: "Send request" }).click();
  await expect(page).toHaveURL(/\/c\/harbor\/requests\/HAR-R\d+$/);
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  const key = new URL(page.url()).pathname.split("/").pop() ?? "";
  await expect(page).toHaveTitle(`${key} · Harbor Logistics · Bulkhead`);

  const colleague = await (await browser.newContext({ baseURL: server.address })).newPage();
  await signIn(colleague, "analyst@aurora");
  await expect(colleague.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await colleague.keyboard.press("g");
  await colleague.keyboard.press("r");
  await expect(colleague).toHaveURL(/\/all\/requests\?status=open,waiting_client,waiting_msp$/);
  const list = colleague.getByRole("table", { name: "Requests" });
  const row = list.getByRole("row").filter({ has: colleague.getByRole("link", { name: key, exact: true }) });
  await expect(row).toContainText("Carla Nyström");
  await expect(colleague.getByRole("main")).not.toContainText(subject);
  await row.getByRole("link", { name: key, exact: true }).click();
  await expect(colleague.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  await expect(conversation(colleague)).toContainText(body);

  // A word among colleagues first, which the client gets to know nothing of.
  await colleague.getByRole("textbox", { name: "Message" }).fill("Looks like the wave of last week");
  await colleague.getByRole("button", { name: "Add internal message" }).click();
  await expect(conversation(colleague)).toContainText("Looks like the wave of last week");
  await colleague.getByRole("radio", { name: "Shared with the client" }).check();
  await colleague.getByRole("textbox", { name: "Message" }).fill("We are looking at it");
  await colleague.getByRole("button", { name: "Send message" }).click();
  await expect(colleague.getByRole("button", { name: "Status: Waiting for the client" })).toBeVisible();
  await expect(colleague.getByRole("button", { name: "Send message" })).toBeFocused();
  // It comes to the manager's page by itself.
  await expect(conversation(page)).toContainText("We are looking at it", { timeout: 15_000 });
  await expect(conversation(page)).not.toContainText("last week");

  const opens = colleague.getByRole("button", { name: "Open an incident…" });
  await opens.click();
  const opening = colleague.getByRole("dialog", { name: "Open an incident" });
  await opening.getByRole("combobox", { name: "Category" }).selectOption("Phishing");
  await opening.getByRole("button", { name: "Open incident", exact: true }).click();
  const facts = colleague.getByRole("region", { name: "About this request" });
  const incident = facts.getByRole("link", { name: /^HAR-\d+$/ });
  await expect(incident).toBeVisible();
  await expect(opens).toBeFocused();
  await expect(opens).toHaveAttribute("aria-description", /^It is about HAR-\d+ already$/);
  await colleague.context().close();

  await page.getByRole("region", { name: "About this request" }).getByRole("link", { name: /^HAR-\d+$/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Phishing: reported by the client/ })).toBeVisible();
  await expect(page.getByText(`took it up from the request ${key}`)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(subject);
  await page.getByRole("link", { name: key, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: subject })).toBeVisible();
  // And ends it, with the button that takes that back.
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("button", { name: "Reopen", exact: true })).toBeFocused();
  await expect(page.getByRole("button", { name: "Send message" })).toHaveAttribute("aria-description", "It is closed: reopen it first");
});

test("what is written is not lost when somebody else was faster", async ({ page, browser, server }) => {
  await enter(page, "lead@aurora");
  await page.goto("/c/harbor/requests/HAR-R4");
  await page.getByRole("textbox", { name: "Message" }).fill("Half a sentence");
  const colleague = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(colleague, "analyst@aurora");
  await colleague.goto("/c/harbor/requests/HAR-R4");
  await colleague.getByRole("button", { name: /^Criticality: / }).click();
  await colleague.getByRole("menuitemradio", { name: "High" }).click();
  await expect(colleague.getByRole("button", { name: "Criticality: High" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Criticality: High" })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("Half a sentence");
  await colleague.context().close();
});

test("whoever may not read requests has none", async ({ page }) => {
  await signIn(page, "viewer@harbor");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Requests" })).toHaveCount(0);
  for (const address of ["/c/harbor/requests", "/c/harbor/requests/HAR-R1", "/c/meridian/requests"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
});
