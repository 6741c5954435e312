// The queue: one order over all clients, everything in the address, and nothing of the last client after switching.
import { ask, enter, expect, grid, holdBack, openQueue, rowCount, rows, signIn, test } from "../bulkhead.ts";

test("filters stand in the address and survive a reload", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=closed&priority=high");
  const { body } = await ask(page, "/all/queue/facets?status=closed&priority=high");
  expect(body.total).toBeGreaterThan(0);
  await expect.poll(() => rowCount(page)).toBe(body.total);
  for (const text of await grid(page).getByRole("row").filter({ has: page.getByRole("link") }).allInnerTexts()) {
    expect(text).toContain("High");
    expect(text).toContain("Closed");
  }
  const first = await rows(page).first().getAttribute("href");
  await page.reload();
  await expect(rows(page).first()).toHaveAttribute("href", first ?? "");
});

test("typing narrows the queue and the address follows", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Filter by title or key" })).toBeFocused();
  await page.keyboard.type("HAR-1");
  await expect(page).toHaveURL(/q=HAR-1/);
  await expect(rows(page).first()).toHaveAttribute("href", /\/c\/harbor\/incidents\/HAR-1/);
});

test("every figure of the overview leads to exactly the rows that make it", async ({ page }) => {
  await signIn(page, "lead@aurora");
  for (const name of ["Open", "Breached", "Unassigned"]) {
    await page.goto("/all/overview");
    const tile = page.getByRole("main").getByRole("link", { name: new RegExp(`^${name}`) }).first();
    await expect(tile).toBeVisible();
    const figure = Number((await tile.innerText()).replace(/,/g, "").match(/\d+/)?.[0]);
    await tile.click();
    await expect(page).toHaveURL(/\/all\/queue\?/);
    const { body } = await ask(page, `/all/queue/facets${new URL(page.url()).search}`);
    expect(body.total, name).toBe(figure);
  }
});

test("after switching nothing of the last client remains", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  await page.getByRole("button", { name: /Harbor Logistics/ }).click();
  await expect(page.getByRole("combobox", { name: "Switch client" })).toBeFocused();
  await page.keyboard.type("meridian");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/c\/meridian\/queue/);
  await expect(rows(page).first()).toHaveAttribute("href", /MER-/);
  await expect(page).toHaveTitle(/^Queue · Meridian Bank · Bulkhead$/);
  const html = await page.content();
  expect(html).not.toContain("HAR-");
  expect(html).not.toContain("Harbor Logistics");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).toBe("{}");
});

test("the client at hand in the switcher has its first rows when it is chosen, and they are read once more", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  await page.keyboard.press("Control+Alt+k");
  await expect(page.getByRole("combobox", { name: "Switch client" })).toBeFocused();
  const isFirstPage = (url: string) => /\/c\/meridian\/queue\?(?!.*cursor=)/.test(url);
  const foreseen = page.waitForResponse((answer) => isFirstPage(answer.url()));
  await page.keyboard.type("meridian");
  await (await foreseen).finished();
  const again = page.waitForRequest((asked) => isFirstPage(asked.url()));
  const release = await holdBack(page, /\/c\/meridian\/queue\?/);
  // The places in the first picture: from the first row on.
  const pictured = page.evaluate(
    () =>
      new Promise<number[]>((resolve) => {
        const look = () => {
          const there = [...document.querySelectorAll('[role="row"]:has([href*="/MER-"])')];
          const places = there.map((row) => Number(row.getAttribute("aria-rowindex"))).sort((one, other) => one - other);
          if (places.length) resolve(places);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
  await page.keyboard.press("Enter");
  const places = await pictured;
  expect(places).toEqual(places.map((_, index) => index + 2));
  await again;
  await expect(rows(page).first()).toHaveAttribute("href", /MER-/);
  release();
});

test("two tabs show two clients without cross-talk", async ({ page, context }) => {
  await signIn(page, "analyst@aurora");
  const other = await context.newPage();
  await Promise.all([openQueue(page, "/c/harbor"), openQueue(other, "/c/cedar")]);
  const clients = async (tab: typeof page) =>
    new Set(await rows(tab).evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname.split("/")[2])));
  expect([...(await clients(page))]).toEqual(["harbor"]);
  expect([...(await clients(other))]).toEqual(["cedar"]);
});
