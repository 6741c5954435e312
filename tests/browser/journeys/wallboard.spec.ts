// A wallboard: made by an administrator, let in by its code, read by nobody who signed in, and over when it is revoked.
import { type Browser, type Page } from "@playwright/test";
import { ask, connectWall, expect, signIn, testOnItsOwn } from "../bulkhead.ts";
import type { Server } from "../server.ts";

/** What is changed here is seen by no other journey. */
const test = testOnItsOwn("wallboard");

/** The screen on the wall: a browser of its own. */
async function screen(browser: Browser, server: Server): Promise<Page> {
  return (await browser.newContext({ baseURL: server.address, viewport: { width: 1920, height: 1080 } })).newPage();
}

/** Makes a wallboard in the administration, and answers its code. */
async function make(page: Page, name: string, shows: string, pseudonyms = false): Promise<string> {
  await page.goto("/admin/wallboards");
  await page.getByRole("button", { name: "New wallboard…" }).click();
  const dialog = page.getByRole("dialog", { name: "New wallboard" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("combobox", { name: "Shows" }).selectOption({ label: shows });
  if (pseudonyms) await dialog.getByRole("checkbox", { name: /^Pseudonyms/ }).check();
  await dialog.getByRole("button", { name: "Make wallboard" }).click();
  const once = page.getByRole("dialog", { name: "Code of the new wallboard" });
  await expect(once).toContainText("/wallboard");
  const code = await once.getByRole("status").first().innerText();
  await once.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(code), "a code is shown once").toHaveCount(0);
  return code;
}

async function redeem(wall: Page, code: string): Promise<void> {
  await wall.getByRole("textbox", { name: "Code" }).fill(code);
  await wall.getByRole("button", { name: "Show the board" }).click();
}

const figure = (wall: Page, name: string) =>
  wall.getByRole("region", { name: "Figures" }).getByRole("listitem").filter({ hasText: new RegExp(`^${name}`) }).getByRole("strong");
const rows = (wall: Page) => wall.getByRole("list", { name: "Burns first" }).getByRole("listitem");

/** Resolves the first open incident of a client, as the page's user. */
async function resolveOne(page: Page, client: string): Promise<void> {
  const status = await page.evaluate(async (client) => {
    const queue = await (await fetch(`/api/v1/c/${client}/queue?status=new,in_progress,on_hold&limit=1`)).json();
    const [row] = queue.items;
    const headers = { "Content-Type": "application/json", "If-Match": `"${row.version}"` };
    const body = JSON.stringify({ command: "set_status", status: "resolved" });
    return (await fetch(`/api/v1/c/${client}/incidents/${row.key}`, { method: "PATCH", headers, body })).status;
  }, client);
  expect(status).toBe(200);
}

test("a board is made, let in once, shows what changes, and says that it was revoked", async ({ page, browser, server }) => {
  await signIn(page, "admin@aurora");
  const code = await make(page, "Room 2", "Harbor Logistics");
  const listed = page.getByRole("table", { name: "Wallboards" }).getByRole("row", { name: /^Room 2/ });
  await expect(listed).toContainText("Harbor Logistics");
  await expect(listed).toContainText("Not shown yet");

  const wall = await screen(browser, server);
  const asked = new Set<string>();
  wall.on("request", (request) => {
    const path = new URL(request.url()).pathname;
    if (path.startsWith("/api/")) asked.add(path.replace("/api/v1", ""));
  });
  await wall.goto("/wallboard");
  await expect(wall.getByRole("heading", { level: 1, name: "Wallboard" })).toBeVisible();
  await redeem(wall, "ABCD-EFGH-IJKL");
  await expect(wall.getByRole("alert").filter({ hasText: "The code is wrong, was used, or has run out" })).toBeVisible();
  await redeem(wall, code.toLowerCase());
  await expect(wall.getByRole("heading", { level: 1, name: "Room 2" })).toBeVisible();
  const { body } = await ask(page, "/c/harbor/queue/facets?status=new,in_progress,on_hold");
  await expect(figure(wall, "Open")).toHaveText(String(body.total));
  await expect(figure(wall, "Breached")).toHaveText(String(body.breached));
  await expect(rows(wall)).toHaveCount(12);
  await expect(rows(wall).first()).toContainText("HAR-");
  await page.reload();
  await expect(listed).toContainText("In use");

  await resolveOne(page, "harbor");
  await expect(figure(wall, "Open"), "it reads again by itself").toHaveText(String(body.total - 1), { timeout: 25_000 });
  await wall.reload();
  await expect(wall.getByRole("heading", { level: 1, name: "Room 2" }), "it stays signed in").toBeVisible();
  expect([...asked].sort()).toEqual(["/device-sessions", "/session", "/wallboard"]);

  await page.getByRole("button", { name: "Revoke Room 2" }).click();
  await page.getByRole("dialog", { name: "Revoke Room 2" }).getByRole("button", { name: "Revoke wallboard" }).click();
  await expect(listed).toContainText("Revoked");
  await expect(wall.getByRole("heading", { name: "This wallboard has ended" })).toBeVisible({ timeout: 4_000 });
  expect(await wall.content()).not.toContain("HAR-");
  await redeem(wall, code);
  await expect(wall.getByRole("alert").filter({ hasText: "The code is wrong" })).toBeVisible();
  await wall.context().close();
});

test("it fits on the wall, whatever its size, and says how old it is when nobody answers", async ({ page, browser, server }) => {
  await signIn(page, "admin@aurora");
  const code = await make(page, "Room 3", "All managed clients");
  const wall = await screen(browser, server);
  await wall.goto("/wallboard");
  await redeem(wall, code);
  await expect(rows(wall)).toHaveCount(12);
  const tiles = wall.getByRole("list", { name: "Clients" }).getByRole("listitem");
  await expect(tiles).toHaveCount(12);
  for (const [width, height] of [[1920, 1080], [1440, 900], [1366, 768], [3840, 2160]] as const) {
    await wall.setViewportSize({ width, height });
    const over = await wall.evaluate(() => {
      const root = document.documentElement;
      const cut = [...document.querySelectorAll("main li, main strong, .wall-row__left")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.bottom > innerHeight + 1 || box.right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      });
      const boxes = (line: Element) => [...line.children].map((part) => part.getBoundingClientRect()).filter((box) => box.width > 0);
      const meet = (a: DOMRect, b: DOMRect) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      const lines = [...document.querySelectorAll("main li")];
      cut.push(...lines.filter((line) => boxes(line).some((a, place, all) => all.slice(place + 1).some((b) => meet(a, b)))));
      return [root.scrollHeight - innerHeight, root.scrollWidth - innerWidth, ...cut.map((element) => element.outerHTML.slice(0, 120))];
    });
    expect(over, `${width} × ${height}`).toEqual([0, 0]);
    await expect(rows(wall).last()).toBeInViewport({ ratio: 1 });
    await expect(tiles.last()).toBeInViewport({ ratio: 1 });
  }

  const dark = () => wall.getByRole("main").evaluate((main) => getComputedStyle(main).backgroundColor);
  await wall.emulateMedia({ colorScheme: "light" });
  expect(await dark(), "dark, whatever the system is").toBe("rgb(11, 17, 23)");
  await wall.goto("/wallboard?theme=system");
  await expect(rows(wall)).toHaveCount(12);
  expect(await dark(), "or as the system is").toBe("rgb(244, 246, 248)");

  await wall.keyboard.press("f");
  await expect(wall.getByRole("button", { name: "Leave full screen" })).toBeVisible();
  await wall.keyboard.press("f");
  await expect(wall.getByRole("button", { name: "Full screen", exact: true })).toBeVisible();

  const says = wall.getByRole("status").filter({ hasText: "Not up to date: The tenant API cannot be reached" });
  await wall.context().setOffline(true);
  await expect(says).toBeVisible({ timeout: 30_000 });
  await expect(wall.getByText(/^as of \d\d:\d\d:\d\d /)).toBeVisible();
  await expect(rows(wall), "what was known stays").toHaveCount(12);
  await wall.context().setOffline(false);
  await expect(says).toHaveCount(0, { timeout: 30_000 });
  await wall.context().close();
});

test("with pseudonyms nothing that names a client reaches the wall", async ({ page, browser, server }) => {
  await signIn(page, "admin@aurora");
  const { body: session } = await ask(page, "/session");
  const code = await make(page, "Lobby", "Group Gold", true);
  await expect(page.getByRole("row", { name: /^Lobby/ })).toContainText("Pseudonyms");
  const wall = await screen(browser, server);
  const answers: string[] = [];
  wall.on("response", async (answer) => {
    if (answer.url().includes("/wallboard")) answers.push(await answer.text().catch(() => ""));
  });
  await wall.goto("/wallboard");
  await redeem(wall, code);
  await expect(wall.getByText("A group of clients")).toBeVisible();
  const tiles = wall.getByRole("list", { name: "Clients" }).getByRole("listitem");
  await expect(tiles).toHaveCount(4);
  const letters = await tiles.getByText(/^Client [A-Z]{2}$/).allInnerTexts();
  expect(new Set(letters).size).toBe(4);
  await expect(rows(wall).first()).toContainText(/(?<![A-Z])[A-Z]{2}-\d+/);
  const seen = [await wall.content(), await wall.title(), ...answers].join("\n");
  expect(answers.join("")).toContain("next");
  for (const { id, code, name, colour } of session.clients) {
    for (const word of [`"${id}"`, `${code}-`, `"${code}"`, name, colour]) expect(seen).not.toContain(word);
  }
  expect(seen).not.toContain("Gold");
  await wall.context().close();
});

test("its code travels when it is opened, and one browser may be signed in and a wall", async ({ page }) => {
  const chunks: string[] = [];
  page.on("request", (request) => request.url().includes("split_administration") && chunks.push(request.url()));
  await signIn(page, "admin@aurora");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(chunks).toEqual([]);
  await connectWall(page);
  await page.goto("/wallboard");
  await expect(rows(page)).toHaveCount(12);
  expect(chunks).toHaveLength(1);
  expect((await ask(page, "/session")).status).toBe(200);
});
