// Notes: whom they are for is asked and seen, people are mentioned by name, nothing typed is lost, and what belongs to the evidence is kept there.
import type { Page } from "@playwright/test";
import { ask, enter, expect, holdBack, openEvidence, openIncident, tell, testOnItsOwn } from "../bulkhead.ts";
import { hostile } from "../hostile.ts";

const test = testOnItsOwn("notes");

const note = (page: Page) => page.getByRole("textbox", { name: "Note" });
const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });
const visibly = (page: Page, client: string) => page.getByRole("radio", { name: `Shared with ${client}` });
/** Waits until the tenant API has what was typed. */
const kept = (page: Page, address: string, body: string | null) =>
  expect.poll(async () => (await ask(page, `${address}/draft`)).body.draft?.body ?? null).toBe(body);

test("somebody's first shared note in a client is confirmed, once there and again elsewhere", async ({ page }) => {
  await enter(page, "admin@aurora");
  await openIncident(page, "/c/harbor", 1);
  const asked = page.getByRole("dialog", { name: "Share this note?" });
  await expect(page.getByText("Internal: only Aurora Managed Security reads it")).toBeVisible();
  await visibly(page, "Harbor Logistics").check();
  await expect(page.getByText("Internal: only Aurora Managed Security reads it")).toHaveCount(0);
  await note(page).fill("We are looking at it");
  await page.getByRole("button", { name: "Add shared note" }).click();
  await expect(asked).toContainText("Harbor Logistics will read this note");
  await asked.getByRole("button", { name: "Keep writing" }).click();
  await expect(note(page)).toHaveValue("We are looking at it");
  await page.getByRole("button", { name: "Add shared note" }).click();
  await asked.getByRole("button", { name: "Share it" }).click();
  await expect(timeline(page).getByText("We are looking at it")).toBeVisible();

  await page.reload();
  await visibly(page, "Harbor Logistics").check();
  await note(page).fill("It was a planned change");
  await page.getByRole("button", { name: "Add shared note" }).click();
  await expect(timeline(page).getByText("It was a planned change")).toBeVisible();
  await expect(asked).toBeHidden();

  await openIncident(page, "/c/cedar", 1);
  await visibly(page, "Cedar Health").check();
  await note(page).fill("Hello Cedar");
  await page.getByRole("button", { name: "Add shared note" }).click();
  await expect(asked).toContainText("Cedar Health will read this note");
});

test("a colleague is mentioned by keyboard, and finds the row unread", async ({ page, browser, server }) => {
  const lead = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(lead, "lead@aurora");
  const address = await openIncident(lead, "/c/harbor", 2);
  const unread = async () => (await ask(lead, `/c/harbor/queue/rows?keys=${address.split("/").pop()}`)).body.items[0].unread;
  await expect.poll(unread).toBe(false);
  await lead.goto("/all/overview");

  await enter(page, "analyst@aurora");
  await page.goto(address);
  await note(page).pressSequentially("Ask @o");
  const people = page.getByRole("listbox", { name: "People who can be mentioned" });
  await expect(people.getByRole("option", { name: /^João Oliveira/ })).toBeVisible();
  // Nobody of the client reads what is internal.
  await expect(people.getByRole("option", { name: /Harbor Logistics/ })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(people).toBeHidden();
  await expect(note(page)).toBeFocused();
  await note(page).pressSequentially("l");
  await expect(people.getByRole("option", { selected: true })).toContainText("João Oliveira");
  await page.keyboard.press("Enter");
  await expect(note(page)).toHaveValue("Ask @João Oliveira ");
  await page.keyboard.type("about this");
  await page.keyboard.press("Control+Enter");
  await expect(timeline(page).getByText("@João Oliveira")).toBeVisible();
  await expect.poll(unread).toBe(true);
  await lead.goto(address);
  await expect(timeline(lead).getByText("mentions you")).toBeVisible();
  await lead.context().close();
});

test("what was begun is there again after a reload, in another browser, and until it is written", async ({ page, browser, server }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 3);
  await visibly(page, "Harbor Logistics").check();
  await note(page).fill("I have begun to");
  await kept(page, address, "I have begun to");
  await page.reload();
  await expect(note(page)).toHaveValue("I have begun to");
  await expect(visibly(page, "Harbor Logistics")).toBeChecked();

  // Left before the pause has passed.
  await note(page).fill("I have begun to write");
  await page.getByRole("link", { name: "Overview" }).click();
  await kept(page, address, "I have begun to write");
  const elsewhere = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(elsewhere, "analyst@aurora");
  await elsewhere.goto(address);
  await expect(note(elsewhere)).toHaveValue("I have begun to write");
  await elsewhere.getByRole("radio", { name: "Internal only" }).check();
  await elsewhere.getByRole("button", { name: "Add internal note" }).click();
  await expect(note(elsewhere)).toHaveValue("");
  await kept(elsewhere, address, null);
  await elsewhere.context().close();
});

test("what is typed while a note is on its way stays, and what is left then is not kept as a draft", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 5);
  let letGo = () => {};
  /** The tenant API has it, and its answer takes long. */
  const hold = async () => {
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.unroute("**/notes");
    await page.route("**/notes", async (route) => {
      const headers = { ...route.request().headers(), "sec-fetch-site": "same-origin" };
      const response = await route.fetch({ headers });
      await held;
      await route.fulfill({ response });
    });
  };
  const written = (body: string) =>
    expect.poll(async () => JSON.stringify((await ask(page, `${address}/timeline`)).body)).toContain(JSON.stringify(body));
  await hold();
  await note(page).fill("The first");
  await page.keyboard.press("Control+Enter");
  await written("The first");
  await note(page).fill("The first and more");
  letGo();
  await expect(timeline(page).getByText("The first", { exact: true })).toBeVisible();
  await expect(note(page)).toHaveValue("The first and more");

  await hold();
  await note(page).fill("The second");
  await page.keyboard.press("Control+Enter");
  await written("The second");
  await page.getByRole("link", { name: "Overview" }).click();
  await kept(page, address, "The second");
  letGo();
  await kept(page, address, null);

  // What was begun elsewhere since is not taken for it.
  await page.goto(address);
  await hold();
  await note(page).fill("The third");
  await page.keyboard.press("Control+Enter");
  await written("The third");
  await page.getByRole("link", { name: "Overview" }).click();
  await kept(page, address, "The third");
  expect((await tell(page, "PUT", `${address}/draft`, { visibility: "internal", body: "Begun since" })).status).toBe(204);
  const looked = page.waitForResponse((response) => response.url().endsWith("/draft") && response.request().method() === "GET");
  letGo();
  await looked;
  await page.waitForTimeout(500);
  await kept(page, address, "Begun since");
});

test("a draft that comes late shares nothing that was typed meanwhile", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 6);
  const draft = { visibility: "shared", body: "For the client" };
  expect((await tell(page, "PUT", `${address}/draft`, draft)).status).toBe(204);
  const letGo = await holdBack(page, "**/draft");
  await page.goto(address);
  await note(page).fill("For us alone");
  letGo();
  await expect(note(page)).toHaveValue("For the client\nFor us alone");
  await expect(page.getByRole("radio", { name: "Internal only" })).toBeChecked();
});

test("a text that names something of the evidence is kept with it", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 4);
  const opened = await tell(page, "POST", `${address}/evidence-openings`, { reason: "To look into it" });
  const seen = opened.body.evidence.findings[0].observables.find(({ value }: { value: string }) => /^[\w.-]{4,}$/.test(value));
  await note(page).fill(`Restart ${seen.value.toUpperCase()} tonight`);
  const says = page.getByText(/^This names something of the evidence: /);
  await expect(says).toHaveCount(0);

  await note(page).press("Escape");
  await openEvidence(page);
  await expect(says).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.getByRole("button", { name: "Keep with the evidence" }).click();
  await expect(note(page)).toHaveValue("");
  await expect(note(page)).toBeFocused();
  await expect(timeline(page).getByText(/kept a file with the evidence \(\d+ B\)/).first()).toBeVisible();
  expect(asked).toContain(`POST /api/v1${address}/artifacts`);
  expect(asked).not.toContain(`POST /api/v1${address}/notes`);
  expect(JSON.stringify((await ask(page, `${address}/timeline`)).body).toLowerCase()).not.toContain(seen.value.toLowerCase());
  const again = await tell(page, "POST", `${address}/evidence-openings`, { reason: "To look into it" });
  expect(again.body.evidence.artifacts.map(({ name }: { name: string }) => name)).toContain("note.txt");

  // Among what is open here at once; out of it with a reason that is typed, which both sides read.
  const opening = page.getByRole("region", { name: "Evidence is open" });
  await opening.getByText("Download…").click();
  await expect(opening.getByRole("button", { name: "Download", exact: true })).toHaveCount(0);
  await opening.getByRole("textbox", { name: "Why do you download it?" }).fill("For the court");
  const saved = page.waitForEvent("download");
  const posted = page.waitForRequest((request) => request.url().includes("/artifacts/"));
  await opening.getByRole("button", { name: "Download", exact: true }).click();
  expect((await posted).method(), "why stands in no address").toBe("POST");
  expect((await posted).url()).not.toContain("court");
  expect((await saved).suggestedFilename()).toBe("note.txt");
  await expect(timeline(page).getByText("For the court")).toBeVisible();
  await expect(timeline(page).getByText("1 file saved")).toBeVisible();
});

test("a file is attached, and one that is too large is refused without being sent", async ({ page }) => {
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 5);
  const file = page.getByLabel("File to keep with the evidence");
  await file.setInputFiles({ name: "größe.bin", mimeType: "text/html", buffer: Buffer.alloc(16 * 1024 * 1024 + 1) });
  await expect(page.getByRole("alert")).toContainText("The file is larger than 16 MiB");
  await file.setInputFiles({ name: "größe.bin", mimeType: "text/html", buffer: Buffer.from("<script>alert(1)</script>") });
  await expect(timeline(page).getByText("kept a file with the evidence (25 B)")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  const opened = await tell(page, "POST", `${address}/evidence-openings`, { reason: "To look into it" });
  expect(opened.body.evidence.artifacts).toMatchObject([{ name: "größe.bin", size_bytes: 25 }]);
});

test("whatever is written is drawn as text, in plain elements, and nothing of it is asked for", async ({ page, complaints }) => {
  test.slow();
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 6);
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(new URL(page.url()).origin)) outside.push(request.url());
  });
  for (const [place, text] of hostile.entries()) {
    const { status } = await tell(page, "POST", `${address}/notes`, { visibility: "internal", body: text.replaceAll("%", `word${place}x`) });
    expect(status, text.slice(0, 60)).toBe(201);
  }
  await page.reload();
  for (const [place, text] of hostile.entries()) {
    await expect(timeline(page).getByText(`word${place}x`).first(), text.slice(0, 60)).toBeAttached();
  }
  const kinds = await timeline(page).evaluate((region) => [...new Set([...region.querySelectorAll("ol.timeline *")].map(({ tagName }) => tagName.toLowerCase()))]);
  const plain = ["b", "bdi", "blockquote", "br", "code", "div", "em", "i", "li", "ol", "p", "pre", "q", "small", "span", "strong", "time", "ul"];
  expect(kinds.filter((kind) => !plain.includes(kind))).toEqual([]);
  expect(await timeline(page).getByRole("list").getByRole("link").count()).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect([outside, complaints.list]).toEqual([[], []]);
});
