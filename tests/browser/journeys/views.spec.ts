// Saved views, favourites, and what else people choose for themselves: kept on the server, shared by an address.
import type { Page } from "@playwright/test";
import { ask, enter, expect, fillSignIn, holdBack, openQueue, rows, signIn, signOut, tell, test } from "../bulkhead.ts";

const menu = (page: Page) => page.getByRole("group", { name: "Views" });
const heading = (page: Page) => page.getByRole("main");
const changed = (page: Page) => heading(page).getByText("changed", { exact: true });

/** Saves what the address asks for, as people do. */
async function save(page: Page, name: string, isShared = false): Promise<void> {
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await menu(page).getByRole("button", { name: "Save view…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type(name);
  if (isShared) await dialog.getByRole("checkbox", { name: /^Share with everybody at/ }).check();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/view=/);
  await expect(heading(page).getByRole("button", { name, exact: true })).toBeVisible();
}

test("a view is saved, marked when the address differs, saved again, and survives a reload", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=new&priority=critical,high");
  await save(page, "What burns");
  await expect(changed(page)).toBeHidden();
  await page.getByRole("button", { name: "Unread", exact: true }).click();
  await expect(page).toHaveURL(/unread=true/);
  await expect(page).toHaveURL(/view=/);
  await expect(changed(page)).toBeVisible();
  await page.reload();
  await expect(changed(page)).toBeVisible();
  await expect(heading(page).getByRole("button", { name: "What burns", exact: true })).toBeVisible();
  await heading(page).getByRole("button", { name: "Save changes" }).click();
  await expect(changed(page)).toBeHidden();
  await expect(heading(page).getByRole("button", { name: "What burns", exact: true })).toBeFocused();
  // Taken away and put back, it is the same whatever the order.
  await page.goto(page.url().replace("priority=critical,high", "priority=high,critical"));
  await expect(heading(page).getByRole("button", { name: "What burns", exact: true })).toBeVisible();
  await expect(changed(page)).toBeHidden();
  const { body } = await ask(page, "/views");
  expect(body.items.find((view: { name: string }) => view.name === "What burns").filter).toEqual({
    status: "new",
    priority: "critical,high",
    unread: "true",
  });
});

test("a view is opened, renamed and deleted after one question, and what it showed stays", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=closed");
  await save(page, "Over and done");
  await openQueue(page, "/all");
  // By keyboard alone, from the button on.
  await page.getByRole("button", { name: "Views", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(menu(page).getByRole("link", { name: /^Everything open/ })).toBeFocused();
  await menu(page).getByRole("link", { name: "Over and done" }).focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/status=closed/);
  const open = heading(page).getByRole("button", { name: "Over and done", exact: true });
  await expect(open).toBeFocused();
  await open.click();
  await expect(menu(page).getByRole("link", { name: "Over and done" })).toHaveAttribute("aria-current", "true");
  await expect(menu(page).getByRole("link", { name: "Over and done" })).toBeFocused();
  await menu(page).getByRole("button", { name: "Rename or share…" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Finished");
  await page.keyboard.press("Enter");
  const finished = heading(page).getByRole("button", { name: "Finished", exact: true });
  await expect(finished).toBeFocused();
  await finished.click();
  await menu(page).getByRole("button", { name: "Delete…" }).click();
  const question = page.getByRole("dialog", { name: "Delete Finished" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(finished).toBeFocused();
  await finished.click();
  await menu(page).getByRole("button", { name: "Delete…" }).click();
  await question.getByRole("button", { name: "Delete view" }).click();
  await expect(page).not.toHaveURL(/view=/);
  await expect(page).toHaveURL(/status=closed/);
  await expect(heading(page).getByRole("button", { name: "Views", exact: true })).toBeFocused();
});

test("the list is read whenever it is opened, and what somebody was faster with can be sent once more", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=resolved");
  await save(page, "Mine to rename");
  // As from another page.
  await tell(page, "POST", "/views", { name: "Made meanwhile", visibility: "mine", filter: { status: "new" } });
  await heading(page).getByRole("button", { name: "Mine to rename", exact: true }).click();
  await expect(menu(page).getByRole("link", { name: "Made meanwhile" })).toBeVisible();
  await expect(menu(page).getByRole("link", { name: "Mine to rename" })).toBeFocused();
  await menu(page).getByRole("button", { name: "Rename or share…" }).click();
  const dialog = page.getByRole("dialog", { name: "View Mine to rename" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Renamed here");
  const { body } = await ask(page, "/views");
  const faster = await page.evaluate(
    async ({ id, version }) => {
      const headers = { "Content-Type": "application/json", "If-Match": `"${version}"` };
      return (await fetch(`/api/v1/views/${id}`, { method: "PATCH", headers, body: '{"name":"Renamed there"}' })).status;
    },
    body.items.find((view: { name: string }) => view.name === "Mine to rename"),
  );
  expect(faster).toBe(200);
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Somebody changed it meanwhile")).toBeVisible();
  // What is sent next is meant for what it is now.
  await expect(heading(page).getByText("Renamed there", { exact: true })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(heading(page).getByRole("button", { name: "Renamed here", exact: true })).toBeVisible();
});

test("the view that an address names is fetched once the first screen rests, or when somebody asks", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=on_hold,new");
  await save(page, "In the quiet");
  // The quiet comes when the test says so.
  await page.addInitScript(() => {
    const wait = window.setTimeout;
    const held: (() => void)[] = [];
    Object.assign(window, { rest: () => held.forEach((goOn) => goOn()) });
    window.setTimeout = ((what: () => void, ms?: number) => (ms === 3_000 ? held.push(what) : wait(what, ms))) as typeof window.setTimeout;
  });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await page.waitForTimeout(500);
  expect(asked).not.toContain("/api/v1/views");
  // Whoever stands at the button meanwhile is not moved.
  await page.getByRole("button", { name: "Views", exact: true }).focus();
  await page.evaluate("rest()");
  await expect(heading(page).getByRole("button", { name: "In the quiet", exact: true })).toBeFocused();
  await page.reload();
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await expect(menu(page).getByRole("link", { name: "In the quiet" })).toBeFocused();
});

test("a name that is taken is said where it stands", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await save(page, "Once only");
  await heading(page).getByRole("button", { name: "Once only", exact: true }).click();
  await menu(page).getByRole("button", { name: "Save view…" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Once only");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByText("is the name of another view of the same person")).toBeVisible();
});

test("the address of a team's view shows it to another analyst, and of one's own only what it asks for", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=new&tactic=TA0006");
  await save(page, "Sign-ins, shared", true);
  const shared = page.url();
  await openQueue(page, "/all", "status=new&tactic=TA0002");
  await save(page, "Ana's own");
  const own = page.url();
  await signOut(page);
  await page.goto(shared);
  await fillSignIn(page, "lead@aurora");
  await expect(rows(page).first()).toBeVisible();
  const button = heading(page).getByRole("button", { name: "Sign-ins, shared", exact: true });
  await button.click();
  await expect(menu(page).getByRole("link", { name: /^Sign-ins, shared/ })).toContainText("Ana Moreira");
  await expect(menu(page).getByRole("button", { name: "Delete…" })).toBeHidden();
  await expect(menu(page).getByRole("button", { name: "Rename or share…" })).toBeHidden();
  await expect(menu(page).getByText("Ana's own")).toBeHidden();
  await page.goto(own);
  await expect(rows(page).first()).toBeVisible();
  await expect(heading(page).getByRole("button", { name: "Views", exact: true })).toBeVisible();
  // A client's people never learn of it.
  await signOut(page);
  await page.goto("/c/harbor/queue?view=" + new URL(shared).searchParams.get("view"));
  await fillSignIn(page, "manager@harbor");
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await expect(menu(page).getByText("No view is saved yet")).toBeVisible();
  expect(await page.content()).not.toContain("Sign-ins, shared");
});

test("whose view it is says who sees it, and nobody else is asked", async ({ page, browser, baseURL }) => {
  await signIn(page, "lead@aurora");
  const made = await tell(page, "POST", "/views", { name: "Everybody's", visibility: "team", filter: { status: "new" } });
  const other = await (await browser.newContext({ baseURL })).newPage();
  await enter(other, "admin@aurora");
  await openQueue(other, "/all", `status=new&view=${made.body.id}`);
  await heading(other).getByRole("button", { name: "Everybody's", exact: true }).click();
  await menu(other).getByRole("button", { name: "Rename or share…" }).click();
  const dialog = other.getByRole("dialog", { name: "View Everybody's" });
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeVisible();
  await expect(dialog.getByRole("checkbox")).toHaveCount(0);
  await dialog.getByRole("textbox", { name: "Name" }).fill("All of ours");
  await other.keyboard.press("Enter");
  await expect(heading(other).getByRole("button", { name: "All of ours", exact: true })).toBeVisible();
  const { body } = await ask(page, "/views");
  expect(body.items.find((view: { id: string }) => view.id === made.body.id)).toMatchObject({ name: "All of ours", visibility: "team" });
  await other.context().close();
});

test("the default view is where links and keys lead to, unless it asks for clients where there is one", async ({ page }) => {
  await enter(page, "admin@basalt");
  await openQueue(page, "/all", "status=new,in_progress&client=ember&sort=created");
  await save(page, "Ember's");
  await heading(page).getByRole("button", { name: "Ember's", exact: true }).click();
  await menu(page).getByRole("button", { name: "Make default" }).click();
  await expect(heading(page).getByRole("button", { name: "Ember's", exact: true })).toBeFocused();
  const rail = page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Queue/ });
  await expect(rail).toHaveAttribute("href", /client=ember.*view=/);
  await page.goto("/all/overview");
  await expect(rail).toHaveAttribute("href", /client=ember.*view=/);
  await page.keyboard.press("g");
  await page.keyboard.press("q");
  await expect(page).toHaveURL(/client=ember/);
  await expect(heading(page).getByRole("button", { name: "Ember's", exact: true })).toBeVisible();
  await expect(changed(page)).toBeHidden();
  await page.goto("/c/fjord/overview");
  await expect(rail).toHaveAttribute("href", "/c/fjord/queue?status=new,in_progress,on_hold");
  await openQueue(page, "/all");
  await page.getByRole("button", { name: "Views", exact: true }).click();
  await menu(page).getByRole("link", { name: /^Ember's/ }).click();
  await heading(page).getByRole("button", { name: "Ember's", exact: true }).click();
  await menu(page).getByRole("button", { name: "No longer the default" }).click();
  await expect(rail).toHaveAttribute("href", "/all/queue?status=new,in_progress,on_hold");
});

test("what is asked for less often is on one sheet, and each of it can be taken away", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("radio", { name: "Last 7 days" }).check();
  await expect(page).toHaveURL(/created_from=-7d/);
  await page.getByRole("checkbox", { name: "Lateral movement" }).check();
  await expect(page).toHaveURL(/tactic=TA0008/);
  await page.getByRole("checkbox", { name: /^Gold/ }).check();
  await expect(page).toHaveURL(/group=gold/);
  const { body } = await ask(page, `/all/queue/facets${new URL(page.url()).search}`);
  await expect(page.getByText(`${body.total} incident`)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Remove the filter Tactic: Lateral movement" }).click();
  await expect(page).not.toHaveURL(/tactic/);
  await page.getByRole("button", { name: "Remove the filter Groups: Gold" }).click();
  await page.getByRole("button", { name: "Remove the filter Created in the last 7 d" }).click();
  await expect(page).not.toHaveURL(/created_from|group/);
});

test("favourites are made by key and by mouse, come first, and stay where somebody signs in again", async ({ page }) => {
  await enter(page, "admin@aurora");
  await openQueue(page, "/all");
  await page.keyboard.press("Control+Alt+k");
  const dialog = page.getByRole("dialog", { name: "Switch client" });
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("zephyr");
  await page.keyboard.press("Control+d");
  await expect(dialog.getByRole("option", { name: /Zephyr Airlines.*favourite/ })).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  const silver = dialog.getByRole("option", { name: /^Silver/ });
  await silver.hover();
  await silver.locator(".picker__star").click();
  await expect(dialog.getByText("Favourites", { exact: true })).toBeVisible();
  const names = async () => (await dialog.getByRole("option").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
  expect((await names()).slice(0, 3).map((text) => /All managed clients|Zephyr Airlines|Silver/.exec(text)?.[0])).toEqual([
    "All managed clients",
    "Zephyr Airlines",
    "Silver",
  ]);
  // Where somebody goes is recent.
  await page.keyboard.type("granite");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/c\/granite\/queue/);
  await expect(rows(page).first()).toBeVisible();
  await signOut(page);
  await enter(page, "admin@aurora");
  await openQueue(page, "/all");
  await page.keyboard.press("Control+Alt+k");
  await expect(dialog.getByText("Recent", { exact: true })).toBeVisible();
  expect((await names()).slice(1, 4).map((text) => /Zephyr Airlines|Silver|Granite/.exec(text)?.[0])).toEqual(["Zephyr Airlines", "Silver", "Granite"]);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).toBe("{}");
  await page.keyboard.type("zephyr");
  await page.keyboard.press("Control+d");
  await expect(dialog.getByRole("option", { name: /Zephyr Airlines.*favourite/ })).toBeHidden();
});

test("a favourite takes nothing away that was chosen in another tab", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await page.keyboard.press("Control+Alt+k");
  const dialog = page.getByRole("dialog", { name: "Switch client" });
  await expect(dialog.getByRole("combobox")).toBeFocused();
  expect((await tell(page, "PATCH", "/preferences", { starred: "/c/granite" })).status).toBe(200);
  await page.keyboard.type("zephyr");
  await page.keyboard.press("Control+d");
  const favourites = async () => (await ask(page, "/preferences")).body.favourites;
  await expect.poll(favourites).toEqual(["/c/granite", expect.stringContaining("/c/zephyr")]);
  await page.keyboard.press("Control+d");
  await expect.poll(favourites).toEqual(["/c/granite"]);
});

test("what is typed before the list is there is typed into it", async ({ page }) => {
  const release = await holdBack(page, /sheets[^/]*\.wasm$/);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  await page.keyboard.press("Control+Alt+k");
  const dialog = page.getByRole("dialog", { name: "Switch client" });
  await expect(dialog.locator(".skeleton")).toBeVisible();
  await page.keyboard.type("meridiam ");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("n");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  release();
  await expect(dialog.getByRole("combobox")).toHaveValue("meridian");
  await expect(dialog.getByRole("option")).toHaveText([/Meridian Bank/]);
  // And nothing of it the next time.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or run a command" })).toHaveValue("");
});

test("a favourite that could not be kept takes no other along", async ({ page, complaints }) => {
  complaints.expect(/Failed to load resource/);
  await enter(page, "lead@aurora");
  await openQueue(page, "/all");
  let refuse = () => {};
  const held = new Promise<void>((go) => (refuse = go));
  let patches = 0;
  await page.route("**/api/v1/preferences", async (route) => {
    if (route.request().method() !== "PATCH" || patches++ > 0) return route.continue();
    await held;
    return route.fulfill({ status: 503 });
  });
  await page.keyboard.press("Control+Alt+k");
  const dialog = page.getByRole("dialog", { name: "Switch client" });
  await expect(dialog.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("zephyr");
  await page.keyboard.press("Control+d");
  await expect(dialog.getByRole("option", { name: /Zephyr Airlines.*favourite/ })).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("granite");
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/preferences"));
  await page.keyboard.press("Control+d");
  await kept;
  refuse();
  await expect(page.getByText(/^This could not be kept/).first()).toBeVisible();
  await expect(dialog.getByRole("option", { name: /Granite.*favourite/ })).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("zephyr");
  await expect(dialog.getByRole("option", { name: /^(?!.*favourite).*Zephyr Airlines/ })).toBeVisible();
});

test("theme and keys are kept for whoever chose them", async ({ page }) => {
  await enter(page, "junior@aurora");
  await openQueue(page, "/all");
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("radio", { name: "Dark" }).check({ force: true });
  await page.getByRole("checkbox", { name: /^Single-key shortcuts/ }).uncheck();
  await expect.poll(async () => (await ask(page, "/preferences")).body).toMatchObject({ theme: "dark", single_keys: false });
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.style.colorScheme)).toBe("dark");
  await page.keyboard.press("?");
  await page.keyboard.press("j");
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search or run a command" })).toBeVisible();
  await page.keyboard.press("Escape");
  await tell(page, "PATCH", "/preferences", { theme: null, single_keys: null });
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.style.colorScheme)).toBe("");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeVisible();
});
