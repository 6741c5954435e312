// Administration from end to end: what an administrator decides is what people get, at once, and it is on record.
import { type Browser, type Page } from "@playwright/test";
import { ask, enter, expect, fillSignIn, openIncident, openQueue, signIn, testOnItsOwn } from "../bulkhead.ts";
import type { Server } from "../server.ts";

/** What is changed here is seen by no other journey. */
const test = testOnItsOwn("administration");

const secret = "quiet harbours at dusk";

/** Another person's browser. */
async function somebodyElse(browser: Browser, server: Server): Promise<Page> {
  return (await browser.newContext({ baseURL: server.address })).newPage();
}

async function act(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: action }).click();
}

/** Fills in the invitation that is open, and answers the link. */
async function invite(page: Page, email: string, name: string, choose: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>): Promise<string> {
  await page.getByRole("button", { name: "Invite…" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByRole("textbox", { name: "E-mail" }).fill(email);
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await choose(dialog);
  await dialog.getByRole("button", { name: "Make invitation" }).click();
  const link = await page.getByRole("dialog", { name: "Invitation" }).getByRole("status").first().innerText();
  await page.getByRole("button", { name: "Done" }).click();
  return new URL(link).pathname;
}

/** Comes in by a link, and signs in. */
async function join(page: Page, link: string, email: string): Promise<void> {
  await page.goto(link);
  await expect(page.getByRole("heading", { name: /^Join / })).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByLabel("Password again").fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByLabel("Password again").fill(secret);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("heading", { name: "You are in" })).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await fillSignIn(page, email.replace(".example", ""), secret);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

test("an administrator makes a client, lets its findings in, and it is in every list", async ({ page, server }) => {
  await signIn(page, "admin@aurora");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administration" }).click();
  await page.getByRole("button", { name: "New client…" }).click();
  const dialog = page.getByRole("dialog", { name: "New client" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Fox Mills");
  await dialog.getByRole("textbox", { name: "Code" }).fill("har");
  await dialog.getByRole("button", { name: "Create client" }).click();
  const code = dialog.getByRole("textbox", { name: "Code" });
  await expect(code, "the code is Harbor's").toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByRole("textbox", { name: "Name" }), "typed text stays").toHaveValue("Fox Mills");
  await code.fill("fox");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("heading", { level: 2, name: /Fox Mills/ })).toBeVisible();
  const client = new URL(page.url()).pathname.split("/").at(-1);

  await page.getByRole("button", { name: "New key…" }).click();
  await page.getByRole("dialog", { name: "New ingest key" }).getByRole("textbox", { name: "Name" }).fill("Forwarder");
  await page.getByRole("button", { name: "Make key" }).click();
  const once = page.getByRole("dialog", { name: "The new key" });
  const key = await once.getByRole("status").first().innerText();
  await once.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(key), "a key is shown once").toHaveCount(0);
  const send = () =>
    fetch(`${server.address}/api/v1/ingest/findings`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({ class_uid: 2004, time: Date.now(), severity_id: 4, metadata: { uid: "a" }, finding_info: { uid: "a", title: "t" } }),
    });
  expect(await (await send()).json()).toMatchObject({ accepted: 1 });
  await openQueue(page, `/c/${client}`);

  await page.goto(`/admin/clients/${client}`);
  await page.getByRole("button", { name: "Revoke Forwarder" }).click();
  await page.getByRole("dialog", { name: "Revoke Forwarder" }).getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByRole("cell", { name: "Revoked" })).toBeVisible();
  expect((await send()).status).toBe(401);
});

test("whoever is invited gets what the profile says, and what it says later without a reload", async ({ page, browser, server }) => {
  await enter(page, "admin@aurora");
  await page.goto("/admin/profiles");
  await page.getByRole("button", { name: "New profile…" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Apprentice");
  await page.getByRole("combobox", { name: /Begin with/ }).selectOption({ label: "Dashboards" });
  await page.getByRole("button", { name: "Create profile" }).click();
  await page.getByRole("checkbox", { name: "Apprentice: See the queue" }).check();
  await expect(page.getByText("1 change is not saved")).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("is not saved")).toHaveCount(0);

  await page.goto("/admin/people");
  const link = await invite(page, "kim@aurora.example", "Kim", async (dialog) => {
    await dialog.getByRole("button", { name: "Add a client or group" }).click();
    await dialog.getByRole("combobox", { name: "Client or group" }).selectOption({ label: "Cedar Health" });
    await dialog.getByRole("combobox", { name: "Profile" }).last().selectOption({ label: "Apprentice" });
  });
  await expect(page.getByRole("row", { name: /Kim/ })).toContainText("Apprentice, in Cedar Health");
  const kim = await somebodyElse(browser, server);
  await join(kim, link, "kim@aurora.example");
  await expect(kim.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(new URL(kim.url()).pathname).toBe("/c/cedar/overview");
  // Rows without links: an apprentice sees the queue, and no incident.
  const seeQueue = async () => {
    await kim.goto("/c/cedar/queue");
    await expect(kim.getByRole("grid", { name: "Incidents" }).getByRole("gridcell").first()).toBeVisible();
  };
  await seeQueue();
  await kim.goto("/c/harbor/queue");
  await expect(kim.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await seeQueue();

  await page.goto("/admin/profiles");
  await page.getByRole("checkbox", { name: "Apprentice: See the queue" }).uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(kim.getByRole("link", { name: /^Queue/ }), "the open page follows").toHaveCount(0);
  await expect(kim.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await kim.context().close();
});

test("a client's manager takes rights away, and gives none", async ({ page, browser, server }) => {
  const analyst = await somebodyElse(browser, server);
  await signIn(analyst, "analyst@harbor");
  await signIn(page, "manager@harbor");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Access" }).click();
  const row = page.getByRole("table", { name: "People of Harbor Logistics" }).getByRole("row", { name: /Tom Achebe/ });
  await expect(row).toContainText("Active");
  await page.getByRole("button", { name: "Actions for Tom Achebe" }).click();
  await expect(page.getByRole("menuitem")).toHaveText(["Take rights away…", "Sign out everywhere…", "Suspend…"]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Invite…" })).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);

  await act(page, "Tom Achebe", "Suspend…");
  const dialog = page.getByRole("dialog", { name: "Suspend Tom Achebe" });
  await expect(dialog).toContainText("signed out everywhere within a second");
  await expect(dialog).toContainText("Only your provider can restore them");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("Active");
  await act(page, "Tom Achebe", "Suspend…");
  await dialog.getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(row).toContainText("Suspended");
  expect((await ask(analyst, "/session")).status).toBe(401);
  await analyst.context().close();

  const admin = await somebodyElse(browser, server);
  await enter(admin, "admin@aurora");
  await admin.goto("/c/harbor/access");
  await act(admin, "Tom Achebe", "Restore…");
  await admin.getByRole("dialog", { name: "Restore Tom Achebe" }).getByRole("button", { name: "Restore", exact: true }).click();
  await expect(admin.getByRole("row", { name: /^Tom Achebe/ })).toContainText("Active");
  await admin.goto("/c/harbor/audit");
  const audit = admin.getByRole("table", { name: "Audit" });
  await expect(audit.getByRole("row", { name: /Carla Nyström.*Suspended a person/ }).first()).toBeVisible();
  await expect(audit.getByRole("row", { name: /Rita Kovacs.*Restored a person/ }).first()).toBeVisible();
  await admin.context().close();
});

test("who can see this names the right people, of the client and of one incident", async ({ page }) => {
  await enter(page, "admin@aurora");
  const incident = (await openIncident(page, "/c/harbor", 2)).split("/").at(-1);
  await page.goto("/c/harbor/access");
  const matrix = page.getByRole("table", { name: "Who can see this?" });
  const people = (name: RegExp) => matrix.getByRole("columnheader", { name });
  for (const name of [/Carla Nyström/, /Elise Brandt/, /Ana Moreira.*Analyst, in all clients/, /Sam Whitfield/]) {
    await expect(people(name)).toBeVisible();
  }
  for (const name of [/Igor Petrov/, /Maya Lindqvist/]) await expect(people(name)).toHaveCount(0);
  const evidence = matrix.getByRole("row", { name: /Open evidence/ });
  await expect(evidence.getByRole("cell", { name: /^Yes/ })).not.toHaveCount(0);

  await page.goto(`/c/harbor/access?incident=${incident}`);
  await expect(page.getByRole("heading", { name: `Who can see ${incident}?` })).toBeVisible();
  await expect(people(/Ana Moreira/)).toBeVisible();
  await expect(people(/Elise Brandt/), "dashboards only").toHaveCount(0);

  await page.getByRole("button", { name: "The whole client" }).click();
  await page.getByLabel("As it was on").fill("2020-01-01T00:00");
  await page.getByLabel("As it was on").blur();
  await expect(page.getByText(/Nothing is known of the time before/)).toBeVisible();
  expect(page.url()).toContain("at=2020-01-01");
});

test("seeing as somebody shows what they see, says so, changes nothing and is on record", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/c/harbor/access");
  await act(page, "Tom Achebe", "See as this user…");
  await page.getByRole("dialog", { name: "See as Tom Achebe" }).getByRole("button", { name: "See as this user" }).click();
  const band = page.getByRole("region", { name: "Seeing as Tom Achebe, read-only" });
  await expect(band).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/c/harbor/overview");
  const navigation = page.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link", { name: "Administration" })).toHaveCount(0);

  await navigation.getByRole("link", { name: /^Queue/ }).click();
  await page.getByRole("grid", { name: "Incidents" }).getByRole("link").nth(3).click();
  await expect(page.getByRole("textbox", { name: "Note" })).not.toBeEditable();
  const actions = page.getByRole("group", { name: "Actions" });
  const door = page.getByRole("button", { name: "Open evidence…" });
  for (const button of [page.getByRole("button", { name: /^Add/ }), actions.getByRole("button", { name: "Close…" }), door]) {
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("You see this as Tom Achebe does, and change nothing");
  }
  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: /^Close/ })).toBeHidden();
  await expect(band).toBeVisible();

  await band.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administration" })).toBeVisible();
  await expect(band).toHaveCount(0);
  await page.goto("/c/harbor/audit");
  for (const action of [/Began to see as somebody/, /Stopped seeing as somebody/]) {
    const row = page.getByRole("row", { name: action }).filter({ hasText: "Rita Kovacs" }).first();
    await expect(row).toContainText("Tom Achebe");
  }

  await page.goto("/c/harbor/access");
  await act(page, "Tom Achebe", "See as this user…");
  await page.getByRole("dialog", { name: "See as Tom Achebe" }).getByRole("button", { name: "See as this user" }).click();
  await expect(band).toBeVisible();
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Administration" })).toBeVisible();
  await page.goto("/c/harbor/audit?action=see_as_ended");
  await expect(page.getByRole("row", { name: /Stopped seeing as somebody/ }), "a new page is an end, too").toHaveCount(2);
});

test("the audit is narrowed in its address, checked in the browser, and saved", async ({ page }) => {
  await enter(page, "admin@aurora");
  await page.goto("/all/audit");
  await expect(page.getByText(/checked in this browser/)).toBeVisible();
  await page.getByRole("combobox", { name: "What" }).selectOption({ label: "Evidence and exports" });
  await expect(page).toHaveURL(/action=evidence_opened/);
  await expect(page.getByRole("table", { name: "Audit" }).getByRole("row").nth(1)).toContainText("Opened evidence");
  await page.reload();
  await expect(page.getByRole("table", { name: "Audit" }).getByRole("row").nth(1)).toContainText("Opened evidence");
  const saving = page.waitForEvent("download");
  await page.getByRole("link", { name: "Save as CSV" }).click();
  expect((await saving).suggestedFilename()).toBe("audit.csv");
});

test("every tab says which screen it shows, and of whom, and a client's own administration stands in that client", async ({ page }) => {
  await signIn(page, "admin@aurora");
  for (const [address, title] of [
    ["/admin/clients", "Clients · Administration"],
    ["/admin/groups", "Groups · Administration"],
    ["/admin/service-levels", "Service levels · Administration"],
    ["/admin/playbooks", "Playbooks · Administration"],
    ["/admin/profiles", "Profiles · Administration"],
    ["/admin/people", "People · Administration"],
    ["/admin/teams", "Teams · Administration"],
    ["/admin/audit", "Audit · Administration"],
    ["/admin/clients/orchard", "Orchard Foods · Administration"],
    ["/c/orchard/access", "Access · Orchard Foods"],
    ["/c/orchard/access-records", "Access records · Orchard Foods"],
  ] as const) {
    await page.goto(address);
    await expect(page).toHaveTitle(`${title} · Bulkhead`);
  }
  await page.goto("/admin/clients");
  await page.getByRole("link", { name: /Orchard Foods/ }).click();
  await expect(page).toHaveTitle("Orchard Foods · Administration · Bulkhead");
  await expect(page.getByRole("banner").getByRole("button", { name: /Orchard Foods/ })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Queue/ })).toHaveAttribute("href", /^\/c\/orchard\/queue/);
});

test("a client reads who opened its evidence, and a changed record sounds the alarm", async ({ page }) => {
  await enter(page, "manager@harbor");
  await page.goto("/c/harbor/access-records");
  await expect(page.getByText(/records? checked in this browser/)).toBeVisible();
  const records = page.getByRole("table", { name: "Access records" });
  await expect(records.getByRole("row").nth(1)).toContainText(/HAR-\d+/);
  const first = records.getByRole("row").nth(1);
  const number = await first.getByRole("cell").last().innerText();

  await page.route("**/api/v1/c/harbor/evidence-openings?*", async (route) => {
    const answer = await route.fetch();
    const list = await answer.json();
    list.items[0].reason = "Nothing of interest";
    await route.fulfill({ response: answer, json: list });
  });
  await page.reload();
  const alarm = page.getByRole("alert").filter({ hasText: `Record ${number} ` });
  await expect(alarm).toContainText("What it tells was changed after it was written");
});

test("none of it is there for a client's viewer, and for an analyst of two clients", async ({ page, browser, server }) => {
  const addresses = ["/admin/clients", "/admin/clients/harbor", "/admin/groups", "/admin/playbooks", "/admin/profiles", "/admin/people", "/admin/teams", "/admin/audit"];
  const ofClient = ["/c/harbor/access", "/c/harbor/audit"];
  for (const [user, records] of [["viewer@harbor", false], ["junior@aurora", true]] as const) {
    const person = await somebodyElse(browser, server);
    await signIn(person, user);
    const navigation = person.getByRole("navigation", { name: "Main" });
    for (const name of ["Administration", "Audit"]) await expect(navigation.getByRole("link", { name })).toHaveCount(0);
    for (const address of [...addresses, ...ofClient, ...(records ? [] : ["/c/harbor/access-records"])]) {
      await person.goto(address);
      await expect(person.getByRole("heading", { name: "There is nothing here" }), `${user}, ${address}`).toBeVisible();
    }
    await person.context().close();
  }
  await page.goto("/invitation/never-was");
  await expect(page.getByRole("heading", { name: "This link leads nowhere any more" })).toBeVisible();
});
