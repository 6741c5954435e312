// Two analysts at one incident know of each other; its client knows of neither.
import { expect, openIncident, signIn, test } from "../bulkhead.ts";

test("colleagues who look at the same incident see each other, and the client sees neither", async ({ page, browser, server }) => {
  const open = async (user: string) => {
    const page = await (await browser.newContext({ baseURL: server.address })).newPage();
    await signIn(page, user);
    return page;
  };
  await signIn(page, "analyst@aurora");
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
