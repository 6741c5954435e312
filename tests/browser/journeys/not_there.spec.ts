// What is not allowed looks exactly like what is not there.
import { ask, enter, expect, openIncident, signIn, test } from "../bulkhead.ts";

const nothing = "There is nothing here";

test("an unknown address, another's client and a screen without the right look the same", async ({ page }) => {
  await signIn(page, "manager@harbor");
  const seen = new Set<string>();
  for (const address of ["/nowhere", "/c/meridian/overview", "/c/meridian/queue", "/c/never-was/queue", "/g/gold/overview"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: nothing }), address).toBeVisible();
    seen.add(`${await page.title()} ${await page.getByRole("main").last().innerText()}`);
  }
  expect([...seen]).toHaveLength(1);
});

test("another client's incident looks like one that never existed", async ({ page, browser, server }) => {
  const aurora = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(aurora, "analyst@aurora");
  const foreign = await openIncident(aurora, "/c/meridian");
  await aurora.context().close();

  await signIn(page, "manager@harbor");
  const texts = new Set<string>();
  for (const address of [foreign, "/c/meridian/incidents/MER-999999", "/c/harbor/incidents/HAR-999999"]) {
    await page.goto(address);
    await expect(page.getByRole("main").last()).toContainText(/nothing here|not here/i);
    texts.add(await page.getByRole("main").last().innerText());
    expect(await page.title()).not.toContain("Meridian");
  }
  const [denied, unknown] = [await ask(page, foreign), await ask(page, "/c/meridian/incidents/MER-999999")];
  expect(denied.status).toBe(404);
  expect({ ...denied.body, request_id: "" }).toEqual({ ...unknown.body, request_id: "" });
});

test("somebody who only sees dashboards has no queue and no incident", async ({ page }) => {
  await signIn(page, "viewer@harbor");
  await expect(page.getByRole("link", { name: /^Queue/ })).toHaveCount(0);
  for (const address of ["/c/harbor/queue", "/c/harbor/incidents/HAR-1"]) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: nothing }), address).toBeVisible();
  }
});
