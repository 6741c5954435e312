// A look at the row at hand without leaving the queue.
import { enter, expect, openQueue, rows, test } from "../bulkhead.ts";

test("a row is looked at and left by keyboard, and nothing of evidence is fetched for it", async ({ page }) => {
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  await page.keyboard.press("j");
  const url = page.url();
  await page.keyboard.press("o");
  const look = page.getByRole("complementary", { name: "The row at hand" });
  const title = await rows(page).first().innerText();
  await expect(look.getByRole("heading")).toHaveText(title.trim());
  await expect(look.getByText("Evidence", { exact: true })).toBeVisible();
  await page.keyboard.press("j");
  const second = ((await rows(page).nth(1).getAttribute("href")) ?? "").split("/").pop() ?? "";
  await expect(look.getByText(second, { exact: true })).toBeVisible();
  expect(page.url()).toBe(url);
  await page.keyboard.press("Escape");
  await expect(look).toBeHidden();
  await expect(rows(page).nth(1)).toBeFocused();
  expect(fetched.filter((path) => /evidence|timeline|notes|incident_/.test(path))).toEqual([]);
});
