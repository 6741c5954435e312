// axe on every screen: wide in light and dark, and narrow; and no screen scrolls sideways.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { enter, expect, test } from "../bulkhead.ts";
import { screens } from "../screens.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Of what repeats, the first ones tell. */
const repeated = ["tr", '[role="row"]'].map((item) => `${item}:nth-child(n + 16)`).join();

for (const screen of screens) {
  test(`axe finds nothing on ${screen.name}`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    if (screen.user) await enter(page, screen.user);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await screen.open(page);
      // All of it in sight, and of a long list some of its rows: what a fixed bar covers before one scrolls is not too small.
      const most = (await page.getByRole("grid", { includeHidden: true }).count()) ? 1_200 : 6_000;
      const height = Math.max(900, Math.min(await settledHeight(page), most));
      await page.setViewportSize({ width, height });
      // Nor is what the lower edge of the window cuts, or the bar that stands there where it is narrow.
      const isCut = async (target: string) => {
        const box = await page.locator(target).boundingBox();
        return !!box && box.y + box.height > height - 80;
      };
      // What is narrow has the colours of what is wide.
      for (const colorScheme of width === 1440 ? (["light", "dark"] as const) : (["light"] as const)) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        // Within the page, which has no frames of others; what is as it should be needs no report.
        const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode().exclude(repeated);
        // Of all the rules only that of contrast can tell one theme from the other.
        const { violations } = await (colorScheme === "light" ? axe.withTags(rules) : axe.withRules(["color-contrast"])).analyze();
        const found: string[] = [];
        for (const { id, nodes } of violations) {
          for (const { html, target } of nodes) {
            if (id !== "target-size" || !(await isCut(target.join(" ")))) found.push(`${id}: ${html.slice(0, 160)}`);
          }
        }
        expect(found, `${colorScheme}, ${width} px`).toEqual([]);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(sideways, `${colorScheme}, ${width} px`).toBeLessThanOrEqual(0);
      }
    }
  });
}

/** How high the page is once nothing comes in any more. */
async function settledHeight(page: Page): Promise<number> {
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  for (let before = -1, now = await height(); ; before = now, now = await height()) {
    if (before === now) return now;
    await page.waitForTimeout(300);
  }
}
