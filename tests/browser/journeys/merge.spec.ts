// Two incidents that are one: merged as a duplicate and taken back by keyboard, some alerts split off, the timeline by its kinds.
import type { Page } from "@playwright/test";
import { ask, collector, enter, expect, finding, holdBack, signIn, splitOff, tabTo, testOnItsOwn, withSeveralAlerts } from "../bulkhead.ts";

const test = testOnItsOwn("merge");

const related = (page: Page) => page.getByRole("region", { name: "Related" });
const alerts = (page: Page) => page.getByRole("region", { name: "Alerts", exact: true });
const head = async (page: Page, key: string) => (await ask(page, `/c/harbor/incidents/${key}`)).body;

const large = (page: Page) => withSeveralAlerts(page, "harbor");
const split = (page: Page, key: string) => splitOff(page, "harbor", key);

test("a duplicate is merged and taken back with the keyboard alone", async ({ page }) => {
  test.setTimeout(120_000);
  await signIn(page, "analyst@aurora");
  const target = await large(page);
  const source = await split(page, target);
  const before = [await head(page, source), await head(page, target)];

  await page.goto(`/c/harbor/incidents/${source}`);
  const merge = related(page).getByRole("button", { name: `Merge into ${target}…` });
  await expect(merge).toBeVisible();
  await tabTo(page, merge);
  await page.keyboard.press("Enter");
  const asked = page.getByRole("dialog", { name: "Merge as a duplicate?" });
  await expect(asked).toContainText(`The alerts of ${source} move to ${target}`);
  await tabTo(page, asked.getByRole("button", { name: "Merge", exact: true }));
  await page.keyboard.press("Enter");
  await expect(asked).toBeHidden();
  await expect(related(page)).toContainText(`Merged into ${target}`);
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  await expect(page.getByText(`merged it into ${target}, with 1 alert`)).toBeVisible();
  expect(await head(page, source)).toMatchObject({ status: "closed", verdict: "duplicate", alerts_count: 0 });
  expect((await head(page, target)).alerts_count).toBe(before[1].alerts_count + 1);

  await tabTo(page, related(page).getByRole("button", { name: "Take back the merge" }));
  await page.keyboard.press("Enter");
  await expect(merge).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  for (const was of before) {
    const is = await head(page, was.key);
    expect([is.status, is.verdict, is.alerts_count, is.severity]).toEqual([was.status, was.verdict, was.alerts_count, was.severity]);
  }
});

test("chosen alerts become an incident of their own", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const key = await large(page);
  const { alerts_count: count } = await head(page, key);
  await page.goto(`/c/harbor/incidents/${key}`);
  const boxes = alerts(page).getByRole("checkbox", { name: /^Select alert / });
  await expect(boxes.first()).toBeVisible();
  const button = alerts(page).getByRole("button", { name: "Split off…" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await boxes.first().check();
  await button.click();
  const asked = page.getByRole("dialog", { name: "Split off an incident?" });
  await expect(asked).toContainText("1 alert becomes an incident of its own");
  await asked.getByRole("button", { name: "Split off", exact: true }).click();
  await expect(asked).toBeHidden();
  await expect(related(page)).toContainText("Split off");
  await expect.poll(async () => (await head(page, key)).alerts_count).toBe(count - 1);
  await expect(boxes.first()).not.toBeChecked();
});

test("a timeline is narrowed to a kind, which stands in the address", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const key = await large(page);
  await page.goto(`/c/harbor/incidents/${key}`);
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByText("The first alert opened the incident")).toBeVisible();
  await timeline.getByRole("textbox", { name: "Note" }).fill("Only seen among the notes");
  await page.keyboard.press("Control+Enter");
  await expect(timeline.getByText("Only seen among the notes")).toBeVisible();
  const kind = (name: string) => timeline.getByRole("group", { name: "Show" }).getByRole("radio", { name, exact: true });
  // What stands there is of another kind until the answer is here.
  const letGo = await holdBack(page, /\/timeline\?.*show=notes/);
  await kind("Notes").check();
  await expect(page).toHaveURL(/\?show=notes$/);
  await expect(timeline.getByRole("list").first()).toHaveAttribute("aria-busy", "true");
  letGo();
  await expect(timeline.getByText("The first alert opened the incident")).toHaveCount(0);
  await expect(timeline.getByText("Only seen among the notes")).toBeVisible();
  await page.reload();
  await expect(kind("Notes")).toBeChecked();
  await kind("Notes").focus();
  await page.keyboard.press("ArrowRight");
  await expect(kind("Alerts")).toBeChecked();
  await expect(kind("Alerts")).toBeFocused();
  await expect(timeline.getByText("Only seen among the notes")).toHaveCount(0);
  await kind("All").check();
  await expect(page).toHaveURL(new RegExp(`/${key}$`));
});

test("an alert that comes in stands above the others, and leaves the focus where it is", async ({ page, browser, server }) => {
  const take = await collector(browser, server);
  const alert = (n: number) => finding(`above-${n}`, "journey-host-above");
  const [key] = await take([1, 2, 3, 4].map(alert));
  await enter(page, "analyst@aurora");
  await page.goto(`/c/harbor/incidents/${key}`);
  const boxes = alerts(page).getByRole("checkbox");
  await expect(boxes).toHaveCount(4);
  await boxes.last().focus();
  await take([alert(5)]);
  await expect(boxes).toHaveCount(5);
  await expect(boxes.last()).toBeFocused();
});
