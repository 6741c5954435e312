// The incident screen travels when an incident is opened; evidence when a person opens it, and each opening leaves a record.
import { ask, enter, expect, openEvidence, openIncident, openQueue, rows, signIn, tell, test } from "../bulkhead.ts";
import { corpus } from "../hostile.ts";

test("chunk and evidence travel one after the other, and only when they are asked for", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  const chunks = () => asked.filter((line) => /incident[^/]*\.wasm$/.test(line));
  const openings = () => asked.filter((line) => line.includes("evidence-openings"));

  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  await page.getByRole("link", { name: "Overview" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(chunks()).toEqual([]);

  // Nobody has it, and it is not done with: a usual reason will do.
  const address = await openIncident(page, "/c/harbor", 1, "status=new&assignee=nobody");
  expect(chunks()).not.toEqual([]);
  expect(openings()).toEqual([]);
  const before = await ask(page, "/c/harbor/evidence-openings");

  await page.getByRole("button", { name: "Open evidence…" }).click();
  await expect(page.getByRole("radio", { name: "Triage" })).toBeChecked();
  await page.keyboard.press("Escape");
  expect(openings().filter((line) => line.startsWith("POST"))).toEqual([]);
  await page.keyboard.press("v");
  const opened = page.getByRole("region", { name: "Evidence is open" });
  await expect(opened).toBeVisible();
  await expect(opened.getByText(/^\d+ findings?/).first()).toBeVisible();
  expect(openings().filter((line) => line === `POST /api/v1${address}/evidence-openings`)).toHaveLength(1);

  const after = await ask(page, "/c/harbor/evidence-openings");
  const known = new Set(before.body.items.map((record: { id: string }) => record.id));
  const added = after.body.items.filter((record: { id: string }) => !known.has(record.id));
  expect(added).toHaveLength(1);
  expect(added[0]).toMatchObject({ reason: "Triage" });
  expect(added[0].hash).toMatch(/^[0-9a-f]{64}$/);

  await opened.getByRole("button", { name: "Lock again" }).click();
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  await expect(opened).toHaveCount(0);
});

test("the client reads who opened its evidence", async ({ page, browser, server }) => {
  const aurora = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(aurora, "analyst@aurora");
  const address = await openIncident(aurora, "/c/harbor", 2, "status=new&assignee=nobody");
  await aurora.getByRole("button", { name: "Open evidence…" }).click();
  await aurora.getByRole("radio", { name: "Client asked" }).check();
  await aurora.getByRole("button", { name: "Open evidence", exact: true }).click();
  await expect(aurora.getByRole("region", { name: "Evidence is open" })).toBeVisible();
  await aurora.context().close();

  await enter(page, "manager@harbor");
  await page.goto(address);
  await expect(page.getByText(/opened the evidence: ?Client asked/).first()).toBeVisible();
});

test("somebody without the right sees the seal and the reason, and the API refuses too", async ({ page }) => {
  await enter(page, "junior@aurora");
  const address = await openIncident(page, "/c/harbor", 0);
  await expect(page.getByText("You are not permitted to open it").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Open evidence…" })).toHaveCount(0);
  const status = await page.evaluate(async (address) => {
    const body = JSON.stringify({ reason: "Triage" });
    const headers = { "Content-Type": "application/json" };
    return (await fetch(`/api/v1${address}/evidence-openings`, { method: "POST", headers, body })).status;
  }, address);
  expect(status).toBe(403);
});

test("a chunk that does not load is said, and trying again loads it", async ({ page, complaints }) => {
  complaints.expect(/Failed to fetch|ERR_FAILED/);
  await signIn(page, "analyst@aurora");
  let broken = true;
  await page.route(/incident[^/]*\.wasm$/, (route) => (broken ? route.abort() : route.continue()));
  await openQueue(page, "/all");
  await rows(page).first().click();
  await expect(page.getByText("This part could not be loaded")).toBeVisible();
  broken = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
});

test("five thousand strings that mean ill are text, where a source wrote them", async ({ page, browser, server, complaints }) => {
  test.setTimeout(180_000);
  const admin = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(admin, "admin@aurora");
  const { key } = (await tell(admin, "POST", "/c/harbor/ingest-keys", { name: "hostile" })).body;
  await admin.context().close();
  const texts = corpus(5_000);
  // Host, address, account, e-mail, URL, file, digest, process, and none of them.
  const kinds = [1, 2, 4, 5, 6, 7, 8, 9, 99];
  const findings = Array.from({ length: texts.length / 500 }, (_, nth) => {
    const own = texts.slice(500 * nth, 500 * (nth + 1));
    return {
      class_uid: 2004,
      time: Date.now() - 1_000 * nth,
      severity_id: 4,
      metadata: { uid: `hostile-${nth}`, product: { name: own[0], vendor_name: own[1] }, log_name: own[2] },
      finding_info: { uid: `hostile-${nth}`, title: own[3], desc: own[4], src_url: own[5], analytic: { uid: "R-hostile", name: own[6] } },
      device: { hostname: "hostile-host" },
      observables: own.map((value, place) => ({ name: own.at(-place - 1), type_id: kinds[place % kinds.length], value })),
    };
  });
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const taken = await fetch(`${server.address}/api/v1/ingest/findings`, { method: "POST", headers, body: JSON.stringify(findings) });
  expect(await taken.json()).toMatchObject({ accepted: findings.length });

  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) outside.push(request.url());
  });
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor", "status=new&assignee=nobody&sort=created");
  await rows(page).first().click();
  await openEvidence(page);
  const opened = page.getByRole("region", { name: "Evidence is open" });
  for (const folded of await opened.locator("details:not([open]) > summary").all()) await folded.click();
  await expect(opened.getByRole("table")).toHaveCount(findings.length);
  const shown = await opened.getByRole("table").evaluateAll((tables) => ({
    words: [...new Set(tables.flatMap((table) => table.textContent?.match(/word\d+x/g) ?? []))].length,
    kinds: [...new Set(tables.flatMap((table) => [...table.querySelectorAll("tbody td *")].map(({ tagName }) => tagName.toLowerCase())))],
  }));
  expect(shown.words).toBe(texts.length);
  // A value is a piece of text in its own direction; the buttons that copy it have a sign.
  expect(shown.kinds.filter((kind) => !["bdi", "span", "button", "svg", "use", "path"].includes(kind))).toEqual([]);
  await expect(opened.getByRole("table").getByRole("link")).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await page.title()).not.toContain("word");
  expect([outside, complaints.list]).toEqual([[], []]);
});
