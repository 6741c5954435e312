// What an incident's state allows and why not more, what the client says once it is over, and what is new since one looked.
import type { Page } from "@playwright/test";
import { ask, command, enter, expect, holdBack, openIncident, openQueue, rows, signIn, tabTo, tell, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("workflow");
const action = (page: Page, name: string) => page.getByRole("group", { name: "Actions" }).getByRole("button", { name });
const says = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();

test("what cannot be done stays in its place and says why, by keyboard too", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/lumen", 0, "status=new&assignee=nobody");
  const start = action(page, "Start");
  await expect(start).toHaveAttribute("aria-disabled", "true");
  await expect(start).toHaveAccessibleDescription("Somebody has to be assigned first");
  await page.getByRole("heading", { level: 1 }).focus();
  await tabTo(page, start);
  await page.keyboard.press("Enter");
  await says(page, "Somebody has to be assigned first");
  await expect(start).toBeFocused();
  expect((await ask(page, address)).body.status).toBe("new");

  await command(page, address, { command: "close", verdict: "benign" });
  for (const name of ["Hold…", "Resolve", "Close…"]) {
    await expect(action(page, name)).toHaveAttribute("aria-disabled", "true");
    await expect(action(page, name)).toHaveAccessibleDescription("Not from “Closed”");
  }
  await expect(start).toHaveCount(0);
  await expect(action(page, "Reopen…")).not.toHaveAttribute("aria-disabled", "true");
});

test("an incident stands with its title and state before it is read, and keeps them where that fails", async ({ page, complaints }) => {
  complaints.expect(/ERR_FAILED/);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  const link = rows(page).first();
  const [title, key] = [await link.innerText(), (await link.getAttribute("href"))?.split("/").pop() ?? ""];
  const release = await holdBack(page, new RegExp(`/incidents/${key}$`));
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${title} ${key}`);
  await expect(page.getByRole("definition")).toHaveCount(4);
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toHaveCount(0);
  await expect(page.getByRole("group", { name: "Actions" })).toHaveCount(0);
  release();
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(rows(page).first()).toBeVisible();
  await page.unrouteAll({ behavior: "wait" });
  await page.route(new RegExp(`/incidents/${key}$`), (route) => route.abort());
  await rows(page).first().click();
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${title} ${key}`);
  await page.unrouteAll({ behavior: "wait" });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
});

test("the client rates what its provider closed, both sides read it, and a reopening loses no text", async ({ page, browser, server }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 1, "status=in_progress");
  const client = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(client, "manager@harbor");
  await client.goto(address);
  await expect(client.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  const card = client.getByRole("region", { name: "How was it handled?" });
  await expect(card).toHaveCount(0);

  await command(page, address, { command: "close", verdict: "benign" });
  await expect(page.getByRole("region", { name: "How was it handled?" })).toHaveCount(0);
  await card.getByRole("button", { name: "Send rating" }).click();
  await says(client, "Choose from 1 to 5");
  await card.getByText("4", { exact: true }).click();
  const comment = card.getByRole("textbox");
  await comment.fill("Quick, but nobody called us back");
  await card.getByRole("button", { name: "Send rating" }).click();
  await says(client, "Thank you");
  await expect(comment).toHaveValue("");
  await expect(card.getByRole("button", { name: "Send rating" })).toBeFocused();
  await expect(client.getByText("rated the handling 4 of 5")).toBeVisible();

  // Whoever handled it reads it as it comes.
  await expect(page.getByText("Carla Nyström rated the handling 4 of 5")).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText("Quick, but nobody called us back")).toBeVisible();
  await expect(page.getByText("4 of 5", { exact: true })).toBeVisible();

  await comment.fill("Typed while somebody reopens it");
  await command(page, address, { command: "reopen", reason: "It came back" });
  const send = card.getByRole("button", { name: "Send rating" });
  await expect(send).toHaveAccessibleDescription("It was reopened: rate it once it is over", { timeout: 10_000 });
  await expect(comment).toHaveValue("Typed while somebody reopens it");
  await client.context().close();
});

test("what others did since one looked is marked, in the timeline and at the head", async ({ page, browser, server }) => {
  await signIn(page, "analyst@aurora");
  const { body } = await ask(page, "/c/orchard/queue?status=in_progress&unread=false");
  const keys: string[] = body.items.map(({ key }: { key: string }) => key);
  const heads = await Promise.all(keys.map((key) => ask(page, `/c/orchard/incidents/${key}`)));
  const seen = heads.map((head) => head.body).find((head) => head.looked_at);
  expect(seen, "the demo's analyst has looked before").toBeTruthy();
  const address = `/c/orchard/incidents/${seen.key}`;

  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await signIn(other, "lead@aurora");
  const note = await tell(other, "POST", `${address}/notes`, { visibility: "internal", body: "Look at this before noon" });
  expect(note.status).toBe(201);
  const priority = seen.priority === "high" ? "medium" : "high";
  await command(other, address, { command: "set_priority", priority });
  await other.context().close();

  await page.goto(address);
  const timeline = page.getByRole("region", { name: "Timeline" });
  const entries = timeline.getByRole("listitem");
  const divider = entries.filter({ hasText: "New since you looked" });
  await expect(divider).toHaveCount(1);
  const texts = await entries.allInnerTexts();
  const place = (text: string) => texts.findIndex((entry) => entry.includes(text));
  for (const text of ["Look at this before noon", "set the priority to"]) expect(place(text), text).toBeGreaterThanOrEqual(0);
  expect(place("Look at this before noon")).toBeLessThan(place("New since you looked"));
  expect(place("set the priority to")).toBeLessThan(place("New since you looked"));
  await expect(page.getByRole("definition").filter({ hasText: "changed" }).first()).toContainText(/High|Medium/);
});
