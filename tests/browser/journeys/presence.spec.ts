// Two analysts at one incident know of each other; its client knows of neither.
import { enter, expect, grid, openIncident, openQueue, rows, signIn, test } from "../bulkhead.ts";

test("colleagues who look at the same incident see each other, and the client sees neither", async ({ page, browser, server }) => {
  const open = async (user: string) => {
    const page = await (await browser.newContext({ baseURL: server.address })).newPage();
    await signIn(page, user);
    return page;
  };
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 0, "status=new");
  const looking = page.getByRole("status").filter({ hasText: "looking at this too" });
  await expect(looking).toHaveCount(0);
  const title = page.getByRole("heading", { level: 1 });
  const before = await title.boundingBox();

  const colleague = await open("lead@aurora");
  await colleague.goto(address);
  await expect(colleague.getByRole("status").filter({ hasText: /Ana Moreira.*is looking at this too/ })).toBeVisible();
  await expect(looking).toHaveText(/João Oliveira.*is looking at this too/);
  expect(await title.boundingBox(), "nothing moves for it").toEqual(before);

  const client = await open("manager@harbor");
  await client.goto(address);
  await expect(client.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  await client.waitForTimeout(1_000);
  await expect(client.getByText("looking at this too")).toHaveCount(0);

  // Whoever may no longer know is told of nobody.
  const refused = { type: "urn:bulkhead:problem:not_found", title: "Not found", status: 404, request_id: "r-1" };
  await colleague.route("**/presence", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", json: refused }));
  await expect(colleague.getByText("looking at this too")).toHaveCount(0, { timeout: 20_000 });

  // Whoever goes does not have to say so.
  await colleague.close();
  await expect(looking).toHaveCount(0, { timeout: 40_000 });
});

test("a row of the queue says which colleague looks at it, and to its client it does not", async ({ page, browser, server }) => {
  // It is asked for every few seconds, and lasts for some.
  test.setTimeout(150_000);
  const open = async (user: string) => {
    const page = await (await browser.newContext({ baseURL: server.address })).newPage();
    await signIn(page, user);
    return page;
  };
  await enter(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 1, "status=new");
  const key = address.split("/").at(-1)!;
  await openQueue(page, "/c/harbor", `q=${key}`);
  const mark = grid(page).getByRole("img", { name: "João Oliveira looks at this" });
  await expect(rows(page)).toHaveCount(1);
  const before = await rows(page).first().boundingBox();

  const colleague = await open("lead@aurora");
  await colleague.goto(address);
  await expect(colleague.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  await expect(mark).toBeVisible({ timeout: 20_000 });
  await expect(mark).toHaveAttribute("title", "João Oliveira looks at this");
  expect(await rows(page).first().boundingBox(), "the row stays where it is").toEqual(before);

  const asked: string[] = [];
  const client = await open("manager@harbor");
  client.on("request", (request) => {
    if (request.url().endsWith("/queue/presence")) asked.push(request.url());
  });
  await openQueue(client, "/c/harbor", `q=${key}`);
  await client.waitForTimeout(5_000);
  await expect(client.getByRole("img", { name: /looks at this/ })).toHaveCount(0);
  expect(asked, "nobody asks who may not know").toEqual([]);

  // Pressed, the mark leads where its row does.
  await mark.click({ force: true });
  await expect(page).toHaveURL(new RegExp(`${address}$`));
  await page.goBack();
  await colleague.close();
  await expect(mark).toHaveCount(0, { timeout: 45_000 });
});
