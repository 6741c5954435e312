// What belongs to one client never stands where another is looked at: after switches, after signing out, and when the API errs.
import { chromium as playwright } from "@playwright/test";
import { enter, expect, inMemory, openQueue, rows, signIn, signOut, test } from "../bulkhead.ts";
import { browserArguments, chromium } from "../chromium.mjs";

const SWITCHES = 1000;

test("a thousand random switches with delayed answers show no foreign row", async ({ page }) => {
  test.setTimeout(240_000);
  // Every answer of the real server comes late, and none as late as the last: in any order, that is.
  await page.addInitScript(() => {
    const real = window.fetch.bind(window);
    const late = () => new Promise((wake) => setTimeout(wake, Math.random() * 60));
    window.fetch = async (...asked) => {
      const answer = await real(...asked);
      if (answer.url.includes("/api/v1/")) await late();
      return answer;
    };
  });
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  const seen = await page.evaluate(async (switches) => {
    const clients = { harbor: "HAR", meridian: "MER", cedar: "CED" } as Record<string, string>;
    const here = () => location.pathname.split("/")[2] ?? "";
    const foreign: string[] = [];
    let drawn = 0;
    const look = () => {
      for (const link of document.querySelectorAll<HTMLAnchorElement>("[role=grid] a[href]")) {
        drawn += 1;
        const whose = link.pathname.split("/")[2];
        // The address changes first; the screen of the client before may stand until the next turn, under its own name.
        const named = document.querySelector(".scope-code")?.textContent ?? "";
        if (clients[whose ?? ""] !== named) foreign.push(`${link.pathname} under ${named} at ${here()}`);
      }
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
    for (let count = 0; count < switches; count += 1) {
      const names = Object.keys(clients).filter((client) => client !== here());
      const link = document.createElement("a");
      link.href = `/c/${names[Math.floor(Math.random() * names.length)]}/queue?status=new,in_progress,on_hold`;
      document.body.append(link);
      link.click();
      link.remove();
      await new Promise((wake) => setTimeout(wake, Math.random() * 90));
      // Now and then somebody stays until there is something to see, however slow the machine is.
      for (let ms = 0; count % 20 === 0 && ms < 5000 && !document.querySelector("[role=grid] a[href]"); ms += 20) {
        await new Promise((wake) => setTimeout(wake, 20));
      }
      look();
    }
    watch.disconnect();
    return { foreign: [...new Set(foreign)], drawn, at: here() };
  }, SWITCHES);
  console.log(`      ${SWITCHES} switches, ${seen.drawn.toLocaleString("en")} rows looked at, ${seen.foreign.length} foreign`);
  expect(seen.foreign).toEqual([]);
  expect(seen.drawn, "rows were drawn in between").toBeGreaterThan(SWITCHES);
  // And the last one is what it says.
  await expect(rows(page).first()).toHaveAttribute("href", new RegExp(`^/c/${seen.at}/`));
});

test("of a client that was left no row is in the module's memory", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  const known = (await rows(page).evaluateAll((links) => links.map((link) => link.getAttribute("href")!.split("/").at(-1)!))).slice(0, 5);
  expect(known).toHaveLength(5);
  // Rows are drawn again, with the pointer and by keys, for as long as somebody works in them.
  await page.mouse.wheel(0, 300);
  for (const key of ["j", "j", "k"]) await page.keyboard.press(key);
  for (const key of known) expect(await inMemory(page, key), "it is there while its client is looked at").toBeGreaterThan(0);
  await page.keyboard.press("Control+Alt+k");
  await page.keyboard.type("CED");
  await expect(page.getByRole("dialog", { name: "Switch client" }).getByRole("option", { name: "CED" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(rows(page).first()).toHaveAttribute("href", /^\/c\/cedar\//);
  for (const key of known) await expect.poll(() => inMemory(page, key), key).toBe(0);
});

test("a record of another client is refused, sounds the alarm and is reported", async ({ page, browser, server }) => {
  await signIn(page, "analyst@aurora");
  // The real answer, with one row that is not this client's.
  await page.route("**/api/v1/c/harbor/queue?*", async (route) => {
    const answer = await route.fetch();
    const list = await answer.json();
    list.items[3].client = { ...list.items[3].client, id: "meridian", code: "MER", name: "Meridian Bank" };
    list.items[3].title = "A title from somewhere else";
    await route.fulfill({ response: answer, json: list });
  });
  const reported = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/alarms"));
  await page.goto("/c/harbor/queue?status=new");
  await expect(page.getByRole("alert").filter({ hasText: "a record of another client" })).toBeVisible();
  expect((await reported).status()).toBe(204);
  await expect(rows(page), "the answer is refused as a whole").toHaveCount(0);
  await expect(page.getByText("A title from somewhere else")).toHaveCount(0);
  const administrator = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(administrator, "admin@aurora");
  await administrator.goto("/admin/audit");
  const entry = administrator.getByRole("row", { name: /Was sent another client’s record/ }).first();
  await expect(entry).toContainText("Ana Moreira");
  await expect(entry).toContainText("/c/harbor");
  await administrator.context().close();
});

test.describe("with a back/forward cache", () => {
  test("after signing out, going back brings nothing of before", async ({ server }) => {
    const browser = await playwright.launch({
      executablePath: chromium(),
      channel: chromium() ? undefined : "chromium",
      args: browserArguments,
      // Playwright switches it off.
      ignoreDefaultArgs: ["--disable-back-forward-cache"],
    });
    const context = await browser.newContext({ baseURL: server.address, locale: "en-GB" });
    const page = await context.newPage();
    await enter(page, "manager@harbor");
    await openQueue(page, "/c/harbor");
    await page.goto("/healthz");
    const elsewhere = await context.newPage();
    await elsewhere.goto("/c/harbor/overview");
    await signOut(elsewhere);
    await page.goBack();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page.getByText("Harbor Logistics")).toHaveCount(0);
    await expect(rows(page)).toHaveCount(0);
    expect(await page.title()).not.toContain("Harbor");
    await browser.close();
  });
});
