// A narrow page: whose data it is, and everything that is pressed, stands inside it.
import { enter, expect, openQueue, test } from "../bulkhead.ts";

test("the bar has room for whose data it is and for one's own account", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor");
  const bar = page.getByRole("banner");
  await expect(bar.getByText("Harbor Logistics")).toBeInViewport({ ratio: 1 });
  for (const button of await bar.getByRole("button").all()) {
    const box = await button.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0), await button.innerText()).toBeLessThanOrEqual(390);
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

test("at 320 px every screen is reached, and nothing runs over", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await enter(page, "admin@aurora");
  await page.goto("/all/overview");
  const stops = page.getByRole("navigation", { name: "Main" }).getByRole("link");
  await expect(stops.filter({ hasText: "Overview" })).toHaveAttribute("aria-current", "page");
  const names = await stops.allTextContents();
  expect(names.length).toBeGreaterThanOrEqual(6);
  const boxes = await stops.evaluateAll((links) => links.map((link) => link.getBoundingClientRect().toJSON()));
  for (const [place, box] of boxes.entries()) {
    expect(box.right, names[place]).toBeLessThanOrEqual(320);
    expect(box.width, names[place]).toBeGreaterThanOrEqual(24);
    if (place) expect(box.x, names[place]).toBeGreaterThanOrEqual((boxes[place - 1]?.right ?? 0) - 0.5);
  }
  for (const [place, name] of names.entries()) {
    await stops.nth(place).click();
    await expect(stops.nth(place)).toHaveAttribute("aria-current", "page");
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320);
  }
});
