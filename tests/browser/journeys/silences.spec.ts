// Searching evidence over every client, what each of them reads of it, and silencing what is only noise.
import { collector, enter, expect, finding, openEvidence, signIn, testOnItsOwn } from "../bulkhead.ts";

const test = testOnItsOwn("silences");

const host = "journey-host-7";

test("one host over twelve clients, and each client reads that it was searched", async ({ page, browser, server }) => {
  const [incident] = await (await collector(browser, server))([finding("search-1", host)]);

  await signIn(page, "analyst@aurora");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Search evidence");
  await expect(page.getByRole("option", { name: "Search evidence…", selected: true })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Search or run a command" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Search evidence" })).toBeVisible();
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Value" })).toBeFocused();
  await page.getByRole("textbox", { name: "Value" }).fill(` ${host.toUpperCase()}`);
  await page.getByRole("textbox", { name: /^Why do you search/ }).fill("It stands in a report");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Found in 1 incident, of 12 clients that were searched" })).toBeVisible();
  const found = page.getByRole("table", { name: "Incidents that it was found in" });
  await expect(found.getByRole("link", { name: incident })).toBeVisible();
  expect(page.url(), "what was searched for stands in no address").not.toContain("journey");

  const manager = await (await browser.newContext({ baseURL: server.address })).newPage();
  await signIn(manager, "manager@harbor");
  await manager.goto("/c/harbor/access-records");
  const record = manager.getByRole("table", { name: "Searches of evidence" }).getByRole("row").nth(1);
  await expect(record).toContainText(host);
  await expect(record).toContainText("Ana Moreira");
  await expect(record).toContainText("It stands in a report");

  await page.goto("/c/meridian/access-records");
  const elsewhere = page.getByRole("table", { name: "Searches of evidence" }).getByRole("row").nth(1);
  await expect(elsewhere).toContainText("(not found here)");
  await expect(elsewhere).not.toContainText(host);

  // From the finding itself: how many other clients have seen it, by a search that they read, too.
  const [there] = await (await collector(browser, server, "meridian"))([finding("search-2", host)]);
  await page.goto(`/c/harbor/incidents/${incident}`);
  await openEvidence(page);
  const seen = page.getByRole("table", { name: "Seen in it" }).getByRole("row").filter({ hasText: host });
  await seen.getByRole("button", { name: "Elsewhere…" }).click();
  await page.getByRole("group", { name: "Search other clients" }).getByRole("textbox").fill("Is it spreading?");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Seen by 1 other client, of 11 that were searched" })).toBeVisible();
  await expect(page.getByRole("link", { name: there })).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  await page.goto("/c/meridian/access-records");
  await expect(page.getByRole("table", { name: "Searches of evidence" }).getByRole("row").nth(1)).toContainText("Is it spreading?");
});

test("a noisy detection is silenced from its evidence, counted, and ended", async ({ page, browser, server }) => {
  const take = await collector(browser, server);
  const [incident] = await take([finding("noise-1", "noisy")]);

  await enter(page, "analyst@aurora");
  await page.goto(`/c/harbor/incidents/${incident}`);
  await openEvidence(page);
  await page.getByRole("button", { name: "Silence…" }).click();
  const form = page.getByRole("group", { name: "Silence what detected it" });
  await expect(form.getByRole("textbox")).toBeFocused();
  await form.getByRole("checkbox", { name: "Only on what this alert is about" }).uncheck();
  await form.getByRole("combobox", { name: "For how long" }).selectOption({ label: "7 days" });
  await form.getByRole("textbox").fill("It says so every night");
  await form.getByRole("button", { name: /^Silence/ }).click();
  const card = page.getByRole("region", { name: "Silences" });
  await expect(card).toContainText("It says so every night");
  await expect(card).toContainText("0 alerts silenced");
  const told = page.getByRole("region", { name: "Timeline" }).getByRole("listitem").filter({ hasText: "You silenced what detected it" });
  await expect(told).toContainText("It says so every night");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");

  expect(await take([finding("noise-2", "noisy-too")])).toEqual([]);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Silences" }).click();
  const row = page.getByRole("row").filter({ hasText: `Silence from ${incident}` });
  await expect(row).toContainText("Acts");
  await expect(row.getByRole("cell", { name: /^1/ })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("every night");
  await row.getByRole("button", { name: `End the silence from ${incident}` }).click();
  await expect(row).toContainText("Ended");
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
  expect(await take([finding("noise-3", "noisy-three")])).toHaveLength(1);
});
