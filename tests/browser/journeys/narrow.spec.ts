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
