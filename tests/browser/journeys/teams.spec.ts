// Teams: made by who administers people, given incidents as a person is, and asked for by whoever is one of them.
import type { Page } from "@playwright/test";
import { ask, enter, expect, grid, openIncident, openQueue, rows, signIn, signOut, test } from "../bulkhead.ts";

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const outcome = (page: Page) => page.getByRole("region", { name: "Selection" }).getByRole("listitem").first();
const keyOf = async (page: Page, place: number) => ((await rows(page).nth(place).getAttribute("href")) ?? "").split("/").pop() ?? "";
/** Opens the incident in the first place of a queue; answers its key. */
const openFirst = async (page: Page, scope: string, filter: string) => (await openIncident(page, scope, 0, filter)).split("/").pop() ?? "";
const row = async (page: Page, key: string) => (await ask(page, `/all/queue/rows?keys=${key}`)).body.items[0];

/** Makes a team, as an administrator does. */
async function make(page: Page, name: string, people: string[]): Promise<void> {
  await page.goto("/admin/teams");
  await page.getByRole("button", { name: "New team…" }).click();
  const dialog = page.getByRole("dialog", { name: "New team" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  for (const person of people) await dialog.getByRole("checkbox", { name: person }).check();
  await dialog.getByRole("button", { name: "Create team" }).click();
  await expect(dialog).toBeHidden();
}

test("a team is made, is given three rows by keyboard, and one of it takes one", async ({ page }) => {
  await signIn(page, "admin@aurora");
  await make(page, "Incident response", ["João Oliveira", "Ana Moreira"]);
  const listed = page.getByRole("table", { name: "Teams" }).getByRole("row", { name: /^Incident response/ });
  await expect(listed).toContainText("2 people");
  await expect(listed).toContainText("João Oliveira");
  await signOut(page);

  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=new&assignee=nobody&sort=created");
  const keys = await Promise.all([0, 1, 2].map((place) => keyOf(page, place)));
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  for (let more = 0; more < 2; more++) await page.keyboard.press("J");
  await bar(page).getByRole("button", { name: "Assign…" }).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Assign: 3 incidents" });
  const team = dialog.getByRole("radio", { name: /^Incident response/ });
  await expect(dialog.getByRole("radio").first()).toHaveAccessibleName(/^Day shift/);
  await team.press("Space");
  await team.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(outcome(page)).toContainText("Assign to a team all 3 done");
  for (const key of keys) {
    const { status, assignee, assignee_group } = await row(page, key);
    expect([status, assignee, assignee_group.name]).toEqual(["new", null, "Incident response"]);
  }
  await signOut(page);

  await enter(page, "lead@aurora");
  await openQueue(page, "/all", "status=new&sort=created");
  await page.getByRole("button", { name: "Assignee", exact: true }).click();
  await page.getByRole("radio", { name: "My teams" }).check();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/assignee=my_teams/);
  await expect(page.getByRole("button", { name: "Assignee: My teams" })).toBeVisible();
  await expect(grid(page)).toContainText("Incident response");
  const first = grid(page).getByRole("row").filter({ has: page.locator(`a[href$="/${keys[0]}"]`) });
  await expect(first).toContainText("Incident response");
  await page.goto(`/all/queue?status=new,in_progress&assignee=my_teams&sort=created`);
  await page.getByRole("checkbox", { name: `Select ${keys[0]}` }).check();
  await page.keyboard.press("a");
  await expect(outcome(page)).toContainText("done");
  const taken = await row(page, keys[0] ?? "");
  expect([taken.status, taken.assignee.name, taken.assignee_group.name]).toEqual(["in_progress", "João Oliveira", "Incident response"]);
  await page.reload();
  await expect(page.getByRole("checkbox", { name: `Select ${keys[1]}` })).toBeVisible();
  await expect(page.getByRole("checkbox", { name: `Select ${keys[0]}` })).toHaveCount(0);
});

test("an incident says which team it waits for, and its timeline who gave it", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const key = await openFirst(page, "/all", "status=new&assignee=nobody&sort=priority");
  await page.getByRole("button", { name: "Assign to somebody" }).click();
  await page.getByRole("menuitemradio", { name: /^Day shift/ }).click();
  const summary = page.getByRole("main").locator("dl").first();
  await expect(summary).toContainText("Day shift");
  await expect(summary).toContainText("New");
  await expect(page.getByText(/assigned it to team Day shift/)).toBeVisible();
  await page.keyboard.press("a");
  await expect(summary).toContainText("Ana Moreira");
  await expect(summary).toContainText("Day shift");
  expect((await row(page, key)).status).toBe("in_progress");
});

test("a removed team's incidents are nobody's again", async ({ page }) => {
  await signIn(page, "admin@aurora");
  await make(page, "Short-lived", ["Ana Moreira"]);
  const key = await openFirst(page, "/c/harbor", "status=new&assignee=nobody");
  await page.getByRole("button", { name: "Assign to somebody" }).click();
  await page.getByRole("menuitemradio", { name: /^Short-lived/ }).click();
  await expect(page.getByText(/assigned it to team Short-lived/)).toBeVisible();
  await page.goto("/admin/teams");
  await page.getByRole("button", { name: "Remove Short-lived" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove team" }).click();
  await expect(page.getByRole("row", { name: /^Short-lived/ })).toHaveCount(0);
  const { status, assignee, assignee_group } = await row(page, key);
  expect([status, assignee, assignee_group]).toEqual(["new", null, null]);
});

test("a client's people see nothing of who administers teams, nor who is in them", async ({ page }) => {
  await enter(page, "viewer@harbor");
  await page.goto("/admin/teams");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect((await ask(page, "/teams")).status).toBe(404);
  const { body } = await ask(page, "/session");
  expect([body.teams, body.own_teams]).toEqual([[], []]);
  expect((await ask(page, "/c/harbor/teams")).status).toBe(404);
});
