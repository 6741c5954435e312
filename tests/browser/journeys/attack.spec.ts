// Incidents by ATT&CK: every cell leads to the rows that make it, with the keyboard too; an incident says what its techniques are called.
import { ask, enter, expect, rows, signIn, test } from "../bulkhead.ts";

const tactic = "Credential access";

test("a technique's cell leads to exactly the rows that make it", async ({ page }) => {
  await enter(page, "lead@aurora");
  await page.goto("/all/overview");
  await page.getByRole("navigation", { name: "Dashboards" }).getByRole("link", { name: "ATT&CK" }).click();
  await expect(page).toHaveTitle(/^ATT&CK · /);
  const cell = page.getByRole("group", { name: tactic }).getByRole("list").getByRole("link").first();
  await expect(cell).toHaveAccessibleName(/^T1\d{3} .+: [\d,]+ incidents?, [\d,]+ open$/);
  const figure = Number((await cell.getAttribute("aria-label"))?.match(/: ([\d,]+) incident/)?.[1]?.replaceAll(",", ""));
  await cell.click();
  await expect(page).toHaveURL(/\/all\/queue\?tactic=TA0006&technique=T1\d{3}&created_from=-30d$/);
  await expect(rows(page).first()).toBeVisible();
  const { body } = await ask(page, `/all/queue/facets${new URL(page.url()).search}`);
  expect(body.total).toBe(figure);
});

test("the arrow keys go through the matrix, and Tab past it", async ({ page }) => {
  await enter(page, "lead@aurora");
  await page.goto("/all/overview/attack");
  const cells = page.getByRole("group", { name: tactic }).getByRole("list").getByRole("link");
  await cells.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(cells.first()).not.toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(cells.first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(cells.last()).toBeFocused();
  await page.keyboard.press("Home");
  await expect(cells.first()).toBeFocused();
  await expect(page.locator(".attack__cell[tabindex='0']")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/technique=T1/);
});

test("an incident says what its techniques are called", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const { body } = await ask(page, "/c/harbor/queue?tactic=TA0006&limit=1");
  const { key } = body.items[0];
  const { attack } = (await ask(page, `/c/harbor/incidents/${key}`)).body;
  await page.goto(`/c/harbor/incidents/${key}`);
  await expect(page.getByRole("region", { name: "Facts" })).toContainText(`${attack[0].id} ${attack[0].name}`);
});
