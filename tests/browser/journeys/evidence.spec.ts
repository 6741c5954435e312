// The incident screen travels when an incident is opened; evidence when a person opens it, and each opening leaves a record.
import { ask, enter, expect, openIncident, openQueue, rows, signIn, test } from "../bulkhead.ts";

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

for (const [what, lost] of [["a chunk", /incident[^/]*\.wasm$/], ["the table of parts", /parts\.json$/], ["the style of parts", /later\.css$/]] as const) {
  test(`${what} that does not load is said, and trying again loads it`, async ({ page, complaints }) => {
    complaints.expect(/Failed to fetch|ERR_FAILED|a style sheet did not arrive/);
    await signIn(page, "analyst@aurora");
    let broken = true;
    await page.route(lost, (route) => (broken ? route.abort() : route.continue()));
    await openQueue(page, "/all");
    await rows(page).first().click();
    await expect(page.getByText("This part could not be loaded")).toBeVisible();
    broken = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  });
}
