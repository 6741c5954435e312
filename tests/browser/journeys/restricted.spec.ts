// A restricted incident: whoever may names its readers, and for everybody else it is as if it had never been, from that moment on.
import { ask, expect, signIn, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("restricted");

test("its readers are chosen among its facts, and to everybody else it is gone", async ({ page, browser, server }) => {
  test.setTimeout(120_000);
  const other = await (await browser.newContext({ baseURL: server.address })).newPage();
  await signIn(page, "lead@aurora");
  await signIn(other, "admin@aurora");
  const { body } = await ask(page, "/c/harbor/queue?status=new&assignee=nobody&sort=created&limit=1");
  const { key } = body.items[0];
  const address = `/c/harbor/incidents/${key}`;
  await other.goto(address);
  await expect(other.getByRole("heading", { level: 1 })).toContainText(key);

  await page.goto(address);
  const facts = page.getByRole("region", { name: "Facts" });
  await facts.getByRole("button", { name: "Restrict…" }).click();
  const dialog = page.getByRole("dialog", { name: "Restrict the incident" });
  await dialog.getByRole("checkbox", { name: /^Ana Moreira/ }).check();
  await expect(dialog.getByRole("checkbox", { name: /^João Oliveira/ }), "who restricts it reads it").toHaveCount(0);
  await dialog.getByRole("button", { name: "Restrict", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(facts).toContainText("Restricted: only Ana Moreira, João Oliveira can read it");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  await expect(page.getByText("restricted it to 2 people")).toBeVisible();

  // It leaves the screen of whoever had it open, and its address is one that never was.
  await expect(other.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  const listed = (await ask(other, `/c/harbor/queue?q=${key}`)).body.items;
  expect(listed.map((row: { key: string }) => row.key)).not.toContain(key);
  const [gone, never] = [await ask(other, address), await ask(other, "/c/harbor/incidents/HAR-999999")];
  expect({ ...gone.body, request_id: "" }).toEqual({ ...never.body, request_id: "" });

  await facts.getByRole("button", { name: "Restrict…" }).click();
  await expect(dialog.getByRole("checkbox", { name: /^Ana Moreira/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Lift the restriction" }).click();
  await expect(facts).not.toContainText("Restricted:");
  await expect.poll(async () => (await ask(other, address)).status).toBe(200);
  await other.context().close();
});
