// The queue's rows: any of them is reached, each says its place, and none moves under the cursor.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ask, enter, expect, grid, openQueue, rowCount, rows, signIn, tell, test } from "../bulkhead.ts";

/** What the API answers to a cursor of former rights. */
const refused = { status: 400, json: { type: "invalid", title: "Invalid", status: 400, request_id: "r-1" } };
const further = /\/queue\?.*cursor=/;
const first = /\/queue\?(?!.*cursor=)/;
const loading = (page: Page) => grid(page).getByText("Loading", { exact: true });
/** The row that has the focus. */
const focused = (page: Page) => grid(page).getByRole("row").filter({ has: page.locator(":focus") });
const placeOf = async (page: Page) => Number(await focused(page).getAttribute("aria-rowindex")) - 2;
const titles = (page: Page) => rows(page).evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
const total = async (page: Page) => (await ask(page, "/all/queue/facets")).body.total as number;

/** Opens everything, and waits until it is counted: before that the page is as high as its first rows. */
async function openAll(page: Page): Promise<void> {
  await openQueue(page, "/all", "");
  await expect.poll(() => rowCount(page)).toBeGreaterThan(1000);
}

/** The keys of 100 rows around `place`, as the API lists them, with the place of the first. */
async function listed(page: Page, place: number): Promise<{ from: number; keys: string[] }> {
  const { marks } = (await ask(page, "/all/queue/marks?sort=breach")).body as { marks: { index: number; cursor: string }[] };
  const mark = marks.filter(({ index }) => index <= Math.max(0, place - 25)).at(-1) ?? { index: 0, cursor: "" };
  const cursor = mark.index && `&cursor=${encodeURIComponent(mark.cursor)}`;
  const { body } = await ask(page, `/all/queue?sort=breach&limit=100${cursor || ""}`);
  return { from: mark.index, keys: body.items.map((row: { key: string }) => row.key) };
}

/** That every row on the page is the one that the API lists in its place. */
async function expectEachInItsPlace(page: Page) {
  await expect(loading(page)).toHaveCount(0);
  const shown = await grid(page).getByRole("row").evaluateAll((rows) =>
    rows.slice(1).map((row) => [Number(row.getAttribute("aria-rowindex")) - 2, row.querySelector("a")?.getAttribute("href") ?? ""] as const),
  );
  const { from, keys } = await listed(page, Math.min(...shown.map(([place]) => place)));
  for (const [place, href] of shown) expect(href.split("/").at(-1), `row ${place}`).toBe(keys[place - from]);
}

test("a grid says how many rows there are, and holds those in sight", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const all = await total(page);
  expect(all).toBeGreaterThan(3000);
  await expect.poll(() => rowCount(page)).toBe(all);
  expect(await rows(page).count()).toBeLessThan(60);
  const indexes = await grid(page).getByRole("row").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
  expect(indexes).toEqual(indexes.map((_, index) => index + 1));
  expect(await grid(page).locator("[tabindex='0']").count()).toBe(1);
});

test("the last row is reached by End, the first by Home, and what lies between by whole screens", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const last = (await total(page)) - 1;
  const asked: string[] = [];
  page.on("request", (request) => request.url().includes("/queue") && asked.push(request.url()));
  await page.keyboard.press("j");
  await page.keyboard.press("End");
  await expect(loading(page)).toHaveCount(0);
  expect(asked.filter((url) => /queue\/marks/.test(url)).length, "one leap asks for places to leap to").toBeLessThanOrEqual(2);
  expect(asked.filter((url) => /queue\?/.test(url)).length, "and not for every page in between").toBeLessThanOrEqual(4);
  expect(await placeOf(page)).toBe(last);
  const { keys } = await listed(page, last);
  await expect(focused(page).getByRole("link")).toHaveAttribute("href", new RegExp(`/${keys.at(-1)}$`));
  await page.keyboard.press("PageUp");
  await page.keyboard.press("PageUp");
  await expect(loading(page)).toHaveCount(0);
  expect(await placeOf(page)).toBeLessThan(last - 20);
  await expect(focused(page)).toBeInViewport();
  await page.keyboard.press("Home");
  expect(await placeOf(page)).toBe(0);
  await expect(focused(page).getByRole("link")).toHaveAttribute("href", /incidents/);
});

test("the thumb reaches any row, and the wheel goes on from there", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  for (const share of [0.5, 0.97, 0.2]) {
    await page.evaluate((share) => scrollTo(0, document.documentElement.scrollHeight * share), share);
    await expect(loading(page)).toHaveCount(0);
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 600);
    await page.waitForTimeout(200);
    await expectEachInItsPlace(page);
  }
});

test("scrolling on reads page after page, ahead, and no row twice", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const marks: string[] = [];
  page.on("request", (request) => /queue\/marks/.test(request.url()) && marks.push(request.url()));
  const seen = new Map<string, string>();
  await page.mouse.move(700, 500);
  for (let step = 0; step < 16; step++) {
    await expect(loading(page)).toHaveCount(0);
    const shown = await rows(page).evaluateAll((links) =>
      links.map((link) => [link.getAttribute("href") ?? "", link.closest("[aria-rowindex]")?.getAttribute("aria-rowindex") ?? ""] as const),
    );
    for (const [href, index] of shown) {
      expect(seen.get(href) ?? index, href).toBe(index);
      seen.set(href, index);
    }
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(60);
  }
  expect(marks, "neighbours are not leapt to").toEqual([]);
  expect(seen.size).toBeGreaterThan(200);
  expect(new Set(seen.values()).size, "a row in each place").toBe(seen.size);
});

test("back from an incident there are the same row and the same place, however deep", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  await expect.poll(() => rowCount(page), "all are counted").toBeGreaterThan(1000);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight * 0.6));
  await expect.poll(async () => Number(await grid(page).getByRole("row").nth(1).getAttribute("aria-rowindex"))).toBeGreaterThan(1000);
  await expect(loading(page)).toHaveCount(0);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const before = { place: await placeOf(page), scrolled: await page.evaluate(() => scrollY) };
  expect(before.place).toBeGreaterThan(1000);
  const address = (await focused(page).getByRole("link").getAttribute("href")) ?? "";
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await page.goBack();
  await expect(focused(page).getByRole("link")).toHaveAttribute("href", address);
  expect(await placeOf(page)).toBe(before.place);
  expect(Math.abs((await page.evaluate(() => scrollY)) - before.scrolled)).toBeLessThanOrEqual(2);
});

test("a row that changes elsewhere changes where it stands, and the one at hand stays at hand", async ({ page, browser, baseURL }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/meridian", "status=new");
  for (let row = 0; row < 3; row++) await page.keyboard.press("j");
  const order = await titles(page);
  const box = await focused(page).boundingBox();
  const other = await (await browser.newContext({ baseURL })).newPage();
  await enter(other, "lead@aurora");
  await other.goto(order[0] ?? "");
  await other.getByRole("button", { name: "Assign to me" }).click();
  const changed = grid(page).getByRole("row").filter({ has: page.locator(`a[href="${order[0]}"]`) });
  await expect(changed).toContainText("In progress");
  expect(await titles(page)).toEqual(order);
  expect(await placeOf(page)).toBe(2);
  expect(await focused(page).boundingBox()).toEqual(box);
  await other.context().close();
});

test("the row with the focus keeps it while others scroll by", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const link = focused(page).getByRole("link");
  const address = (await link.getAttribute("href")) ?? "";
  await page.evaluate(() => scrollTo(0, 60_000));
  await expect(loading(page)).toHaveCount(0);
  await expect(page.locator(`a[href="${address}"]`)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  expect(await placeOf(page)).toBe(2);
  await expect(focused(page)).toBeInViewport();
});

test("rows are read in order once nobody scrolls, and whichever has the focus by then keeps it", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const indexes = () => grid(page).getByRole("row").evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("aria-rowindex"))));
  const outOfOrder = (indexes: number[]) => indexes.filter((index, at, all) => index <= (all[at - 1] ?? 0));
  // As it is in that frame: who asks from outside may come when the page rests.
  const moved = await page.evaluate(async () => {
    scrollBy(0, 2400);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    // One in sight: those beside them may come with the next picture.
    document.querySelector<HTMLElement>("[aria-rowindex='70'] a")?.focus();
    return [...document.querySelectorAll("[role=grid] [role=row]")].map((row) => Number(row.getAttribute("aria-rowindex")));
  });
  expect(outOfOrder(moved), "it has only just moved").not.toEqual([]);
  // Sooner than the clock draws them.
  await expect.poll(async () => outOfOrder(await indexes()), { timeout: 2000 }).toEqual([]);
  expect(await placeOf(page)).toBe(68);
  await page.keyboard.press("j");
  await expect.poll(() => placeOf(page)).toBe(69);
});

test("the browser paints rows on few layers, however many they are", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const protocol = await page.context().newCDPSession(page);
  let layers: number | undefined;
  protocol.on("LayerTree.layerTreeDidChange", (event) => {
    layers = event.layers?.length ?? layers;
  });
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 400);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(300);
  await protocol.send("LayerTree.enable");
  await expect.poll(() => layers).toBeGreaterThan(0);
  // There were two for each row: a text on a chip is not painted where others are, unless both are known to stand on something opaque.
  expect(layers).toBeLessThan(20);
});

test("a range reaches over rows that were not at hand, and says where it would be too long", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const bar = page.getByRole("toolbar", { name: "Selection" }).getByRole("status");
  const choose = async (place: number, shift: boolean) => {
    const box = grid(page).locator(`[aria-rowindex="${place + 2}"]`).getByRole("checkbox");
    await box.click({ modifiers: shift ? ["Shift"] : [] });
  };
  await choose(3, false);
  await expect(bar).toHaveText("1 selected");
  await page.evaluate(() => scrollTo(0, 700 * 40));
  await expect(loading(page)).toHaveCount(0);
  await choose(710, true);
  await expect(bar).toHaveText("708 selected");
  await page.evaluate(() => scrollTo(0, 2500 * 40));
  await expect(loading(page)).toHaveCount(0);
  await choose(2510, true);
  await expect(page.locator(".toast")).toContainText("too many to select one by one");
  await expect(bar).toHaveText("708 selected");
  await expect(grid(page).locator('[aria-rowindex="2512"]').getByRole("checkbox")).not.toBeChecked();
});

test("the box of all rows shown is of those that are in sight now", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const all = grid(page).getByRole("checkbox", { name: "Select every row shown" });
  await all.click();
  await expect(all).toBeChecked();
  await page.evaluate(() => scrollTo(0, 3_000));
  await expect(all).not.toBeChecked();
  await page.evaluate(() => scrollTo(0, 0));
  await expect(all).toBeChecked();
});

test("a page that does not come says so in its rows, and comes when asked again", async ({ page, complaints }) => {
  complaints.expect(/ERR_FAILED/);
  await enter(page, "analyst@aurora");
  await openAll(page);
  await page.route(/\/queue(\/marks)?\?.*(cursor|after|marks)/, (route) => route.abort());
  await page.evaluate(() => scrollTo(0, 4_000));
  const failed = grid(page).getByText("Could not be loaded: press to try again");
  await expect(failed.first()).toBeVisible();
  await expect(page.getByRole("alert")).toContainText("The queue could not be loaded");
  await page.unrouteAll();
  await failed.nth(15).click();
  await expect(failed).toHaveCount(0);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("somebody whose rights change reads on where they are", async ({ page, browser, baseURL }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  await page.evaluate(() => scrollTo(0, 700 * 40));
  await expect(loading(page)).toHaveCount(0);
  const admin = await (await browser.newContext({ baseURL })).newPage();
  await signIn(admin, "admin@aurora");
  const { id, name } = (await ask(admin, "/groups")).body.items[0];
  expect((await tell(admin, "PATCH", `/groups/${id}`, { name })).status).toBe(200);
  await page.evaluate(() => scrollTo(0, 1500 * 40));
  await expect(grid(page).locator('[aria-rowindex="1512"]')).toBeVisible();
  await expectEachInItsPlace(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  await admin.context().close();
});

test("what is refused again and again says so, and the next try begins anew", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const begun: string[] = [];
  page.on("request", (request) => first.test(request.url()) && begun.push(request.url()));
  await page.route(further, (route) => route.fulfill(refused));
  await page.evaluate(() => scrollTo(0, 4_000));
  await expect(page.getByRole("alert")).toContainText("The queue could not be loaded");
  expect(begun, "once by itself").toHaveLength(1);
  await page.unrouteAll();
  await page.getByRole("alert").getByRole("button", { name: "Try again" }).click();
  await expectEachInItsPlace(page);
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(begun).toHaveLength(2);
});

test("the row at hand takes the focus along when the list is read anew", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  for (let row = 0; row < 4; row++) await page.keyboard.press("j");
  const address = (await focused(page).getByRole("link").getAttribute("href")) ?? "";
  // Two rows before it are no longer there; then it is the only one.
  for (const [end, px, place] of [[50, 3_000, 1], [4, 9_000, 0]] as const) {
    await page.route(further, (route) => route.fulfill(refused), { times: 1 });
    await page.route(first, async (route) => {
      const answer = await route.fetch();
      const list = await answer.json();
      const json = { ...list, items: list.items.slice(3 - place, end), next_cursor: place === 0 ? null : list.next_cursor };
      await route.fulfill({ response: answer, json });
    });
    await page.evaluate((px) => scrollTo(0, px), px);
    await expect.poll(() => placeOf(page)).toBe(place);
    await expect(page.locator(`a[href="${address}"]`)).toBeFocused();
    await expect(loading(page)).toHaveCount(0);
    await page.unrouteAll();
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`${address}$`));
});

test("an age says its whole instant, and a press on it opens the incident", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  const row = grid(page).getByRole("row").nth(4);
  const address = (await row.getByRole("link").getAttribute("href")) ?? "";
  const age = row.getByRole("time");
  await age.hover();
  await expect(age).toHaveAttribute("title", /\b20\d\d\b/);
  const [tab] = await Promise.all([page.context().waitForEvent("page"), age.click({ modifiers: ["ControlOrMeta"] })]);
  await expect(tab).toHaveURL(new RegExp(`${address}$`));
  await tab.close();
  await age.click();
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await page.goBack();
  await expect(page.locator(`a[href="${address}"]`)).toBeFocused();
});

test("on paper rows stand one below the other, and nothing is left empty", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  await page.emulateMedia({ media: "print" });
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(5_000);
  const boxes = await grid(page).getByRole("row").evaluateAll((rows) => rows.slice(1).map((row) => row.getBoundingClientRect().toJSON()));
  for (const [index, box] of boxes.slice(1).entries()) expect(box.top).toBeGreaterThanOrEqual(boxes[index].bottom - 1);
});

test("a page that is turned shows the rows that it showed", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openAll(page);
  await expect.poll(() => rowCount(page), "all are counted").toBeGreaterThan(1000);
  await page.evaluate(() => scrollTo(0, 1_000 * 40));
  await expect.poll(async () => Number(await grid(page).getByRole("row").nth(1).getAttribute("aria-rowindex"))).toBeGreaterThan(900);
  await expect(loading(page)).toHaveCount(0);
  const top = () =>
    grid(page).getByRole("row").evaluateAll((rows) =>
      Number(rows.slice(1).find((row) => row.getBoundingClientRect().bottom > 120)?.getAttribute("aria-rowindex")),
    );
  const before = await top();
  expect(before).toBeGreaterThan(900);
  for (const width of [700, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(3);
  }
});

test("nothing shifts while rows come in and scroll by", async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { shifts: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shifts += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await enter(page, "analyst@aurora");
  await openAll(page);
  await expect(page.getByText(/^[\d,]+ incidents, /)).toBeVisible();
  await page.evaluate(() => Object.assign((window as any).seen, { shifts: 0 }));
  await page.mouse.move(700, 500);
  for (let step = 0; step < 40; step++) {
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(16);
  }
  expect(await page.evaluate(() => (window as any).seen.shifts as number)).toBeLessThan(0.001);
  // The browser counts no transform as a shift: a row goes as far as the page does, and no further.
  const stays = await page.evaluate(async () => {
    const [row] = [...document.querySelectorAll("#rows .row")].filter((row) => row.getBoundingClientRect().top > 500);
    const [index, top] = [row?.getAttribute("aria-rowindex"), (row?.getBoundingClientRect().top ?? 0) + scrollY];
    scrollBy(0, 300);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return row?.getAttribute("aria-rowindex") === index && (row?.getBoundingClientRect().top ?? 0) + scrollY === top;
  });
  expect(stays).toBe(true);
});

test("axe finds nothing on a grid that was scrolled, nor on its cards", async ({ page }) => {
  test.setTimeout(240_000);
  await signIn(page, "analyst@aurora");
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await openAll(page);
    await page.evaluate(() => scrollTo(0, 30_000));
    await expect(loading(page)).toHaveCount(0);
    const { violations } = await new AxeBuilder({ page }).include("[role=grid]").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`), `${width} px`).toEqual([]);
  }
});
