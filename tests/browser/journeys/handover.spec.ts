// The end of a shift: one person's open incidents go to a colleague, who takes some over and leaves the rest.
import type { Page } from "@playwright/test";
import { ask, enter, expect, openQueue, signIn, tell, testOnItsOwn } from "../bulkhead.ts";

/** Who has what is seen by no other journey, and changed by none. */
const test = testOnItsOwn("handover");

/** New incidents of a client, by key. */
const newest = async (page: Page, client: string, count: number): Promise<string[]> => {
  const { body } = await ask(page, `/c/${client}/queue?status=new&sort=created&limit=${count}`);
  return body.items.map((row: { key: string }) => row.key);
};

/** Gives back all that the page's user has. */
async function giveBack(page: Page): Promise<void> {
  const { body } = await ask(page, "/all/queue?status=new,in_progress,on_hold&assignee=me&limit=100");
  await give(page, null, body.items.map((row: { key: string }) => row.key));
}

/** Gives these to a user, or to nobody, as the page's. */
async function give(page: Page, user: string | null, keys: string[]): Promise<void> {
  const { body } = await ask(page, `/all/queue/rows?keys=${keys}`);
  const rows = body.items.map(({ key, version }: { key: string; version: number }) => ({ key, version }));
  await tell(page, "POST", "/all/queue/bulk", { what: { command: "assign", assignee: user }, over: { kind: "rows", rows } });
  const assignees = async () => {
    const { body } = await ask(page, `/all/queue/rows?keys=${keys}`);
    return body.items.map((row: { assignee: { id: string } | null }) => row.assignee?.id ?? null);
  };
  await expect.poll(assignees).toEqual(keys.map(() => user));
}

test("a shift is handed over: some of it taken over, some declined, and no line outside its incident", async ({ page, browser, server }) => {
  await signIn(page, "admin@aurora");
  await giveBack(page);
  const [harbor, meridian] = [await newest(page, "harbor", 3), await newest(page, "meridian", 1)];
  await give(page, "admin-aurora", [...harbor, ...meridian]);
  const line = "Waits for the owner of the file server";

  await page.goto("/all/overview");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("h");
  await expect(page).toHaveURL(/\/all\/handover$/);
  await expect(page.getByRole("heading", { level: 1, name: "Hand over" })).toBeVisible();
  const yours = page.getByRole("table", { name: "Your open incidents" });
  await expect(yours.getByRole("link")).toHaveCount(4);
  await page.getByRole("textbox", { name: `Internal line for ${harbor[0]}` }).fill(line);
  await page.getByRole("button", { name: "Offer 4 incidents" }).click();
  await expect(page.getByText("Choose a colleague or a team").last()).toBeVisible();
  await page.getByRole("combobox", { name: /^To/ }).selectOption({ label: "Sam Whitfield" });
  await expect(page.getByText("Not offered, because Sam Whitfield cannot be given them: 1 of Meridian Bank")).toBeVisible();
  await page.getByRole("button", { name: "Offer 3 incidents" }).click();
  await expect(page.getByRole("status").filter({ hasText: "3 incidents are offered to Sam Whitfield" })).toBeVisible();
  // The focus is where it is told, and is not lost when that goes.
  await expect(page.locator(".handover__came")).toBeFocused();
  await page.getByRole("button", { name: "Dismiss" }).press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.reload();
  const given = page.getByRole("table", { name: "Offered by you" });
  await expect(given).toContainText("3 wait");
  await expect(yours.getByRole("link")).toHaveCount(1);

  const colleague = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(colleague, "junior@aurora");
  await openQueue(colleague, "/all");
  const said = "Rita Kovacs hands over 3 incidents";
  await expect(colleague.getByRole("listitem").filter({ hasText: said })).toBeVisible({ timeout: 20_000 });
  await expect(colleague.getByRole("status").filter({ hasText: said })).toHaveText(said);
  await colleague.keyboard.press("Control+k");
  await colleague.getByRole("combobox", { name: "Search or run a command" }).fill("Rita");
  await colleague.getByRole("option", { name: said }).click();
  await expect(colleague).toHaveURL(/\/all\/handover$/);
  const offer = colleague.getByRole("region", { name: said });
  await expect(offer.getByRole("link")).toHaveCount(3);
  await expect(colleague.getByText(line)).toHaveCount(0);
  // Of nothing at all it is not asked, and it says why.
  for (const key of harbor) await offer.getByRole("checkbox", { name: `Select ${key}` }).uncheck();
  const takes = offer.getByRole("button", { name: /^Take over/ });
  await expect(takes).toHaveAccessibleName("Take over");
  await expect(takes).toHaveAttribute("aria-disabled", "true");
  await expect(takes).toHaveAttribute("aria-description", "Select an incident first");
  for (const key of harbor) await offer.getByRole("checkbox", { name: `Select ${key}` }).check();
  await offer.getByRole("checkbox", { name: `Select ${harbor[2]}` }).uncheck();
  await offer.getByRole("button", { name: "Take over 2 incidents" }).click();
  await expect(colleague.getByRole("status").filter({ hasText: "2 incidents of Rita Kovacs are yours now" })).toBeVisible();
  const rest = colleague.getByRole("region", { name: "Rita Kovacs hands over 1 incident" });
  await rest.getByRole("button", { name: "Decline" }).click();
  await expect(colleague.getByRole("status").filter({ hasText: "Declined: Rita Kovacs keeps them" })).toBeVisible();
  await expect(rest).toHaveCount(0);

  // The line is read in its incident, which says who had it before.
  await colleague.goto(`/c/harbor/incidents/${harbor[0]}`);
  await expect(colleague.getByText(line)).toBeVisible();
  await expect(colleague.getByText("took it over from Rita Kovacs")).toBeVisible();
  await colleague.context().close();

  await page.reload();
  await expect(given).toContainText("2 taken over, 1 declined");
  await expect(yours.getByRole("link")).toHaveCount(2);
});

test("what was changed meanwhile is told and stays offered, and what is withdrawn is no longer there", async ({ page, browser, server }) => {
  await signIn(page, "lead@aurora");
  const keys = await newest(page, "cedar", 2);
  await give(page, "lead-aurora", keys);
  const rows = keys.map((key) => ({ key }));
  const offered = await tell(page, "POST", "/all/handovers", { to: { kind: "person", id: "admin-aurora" }, rows });
  expect(offered.status).toBe(201);

  const colleague = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(colleague, "admin@aurora");
  await colleague.goto("/c/cedar/handover");
  const offer = colleague.getByRole("region", { name: "João Oliveira hands over 2 incidents" });
  await expect(offer.getByRole("link")).toHaveCount(2);
  // Another scope has none of it.
  const elsewhere = await ask(colleague, "/c/harbor/handovers");
  expect(elsewhere.body.items).toEqual([]);
  // Somebody changes one of them, after it was seen.
  const { body } = await ask(page, `/all/queue/rows?keys=${keys[0]}`);
  const over = { kind: "rows", rows: [{ key: keys[0], version: body.items[0].version }] };
  await tell(page, "POST", "/all/queue/bulk", { what: { command: "set_priority", priority: "critical" }, over });
  const version = async () => (await ask(page, `/all/queue/rows?keys=${keys[0]}`)).body.items[0].version;
  await expect.poll(version).toBe(body.items[0].version + 1);
  await offer.getByRole("button", { name: "Take over 2 incidents" }).click();
  const came = colleague.getByRole("status").filter({ hasText: "1 incident of João Oliveira is yours now" });
  await expect(came).toHaveText("1 incident of João Oliveira is yours now");
  await expect(colleague.getByRole("listitem").filter({ hasText: `${keys[0]}: was changed meanwhile` })).toBeVisible();
  await expect(colleague.getByRole("region", { name: "João Oliveira hands over 1 incident" })).toBeVisible();

  await page.goto("/all/handover");
  await page.getByRole("button", { name: "Withdraw from Rita Kovacs" }).click();
  await expect(page.getByRole("table", { name: "Offered by you" })).toContainText("1 taken over, 1 withdrawn");
  await expect(page.getByRole("button", { name: "Withdraw from Rita Kovacs" })).toHaveCount(0);
  await expect(page.locator(".handover__came")).toBeFocused();
  await colleague.reload();
  await expect(colleague.getByRole("heading", { level: 1, name: "Hand over" })).toBeVisible();
  await expect(colleague.getByText("João Oliveira hands over")).toHaveCount(0);
  await colleague.context().close();
});

test("whoever sees dashboards alone has no hand-over, and a client's people have their own alone", async ({ page, browser, server }) => {
  await enter(page, "viewer@harbor");
  await page.goto("/c/harbor/handover");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();

  const client = await (await browser.newContext({ baseURL: server.address })).newPage();
  await signIn(client, "analyst@harbor");
  const [key = ""] = await newest(client, "harbor", 1);
  await give(client, "analyst-harbor", [key]);
  await client.goto("/c/harbor/handover");
  await expect(client.getByRole("table", { name: "Your open incidents" }).getByRole("link").first()).toBeVisible();
  await expect(client.getByRole("textbox", { name: /^Internal line/ })).toHaveCount(0);
  await expect(client.getByRole("combobox", { name: /^To/ }).getByRole("option")).toHaveText(["Choose a colleague or a team", "Carla Nyström"]);
  await client.context().close();
});
