// axe on every screen: wide in light and dark, and narrow; and no screen scrolls sideways.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { enter, expect, test } from "../bulkhead.ts";
import { screens } from "../screens.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Of what repeats, the first ones tell. */
const repeated = ["tr", '[role="row"]'].map((item) => `${item}:nth-child(n + 16)`).join();

/** Screens of a test: they share a window, so that the console starts once for each and not for every look at it. */
const together = 6;

for (const user of new Set(screens.map(({ user }) => user))) {
  const theirs = screens.filter((screen) => screen.user === user);
  for (let first = 0; first < theirs.length; first += together) {
    const some = theirs.slice(first, first + together);
    test(`axe finds nothing on ${some.map(({ name }) => name).join(", ")}`, async ({ page }) => {
      test.setTimeout(some.length * 120_000);
      if (user) await enter(page, user);
      for (const screen of some) {
        await test.step(screen.name, async () => {
          await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
          await page.setViewportSize({ width: 1440, height: 900 });
          await screen.open(page);
          await finds(page, screen.name, 1440, ["light", "dark"]);
          // What is narrow has the colours of what is wide, and mostly what was opened there.
          if (screen.isOtherWhereNarrow) {
            await page.setViewportSize({ width: 390, height: 900 });
            await screen.open(page);
          }
          await finds(page, screen.name, 390, ["light"]);
        });
      }
    });
  }
}

/** Looks at what is open at that width, and expects nothing to be found. */
async function finds(page: Page, name: string, width: number, themes: ("light" | "dark")[]) {
  await page.setViewportSize({ width, height: 900 });
  // All of it in sight, and of a long list some of its rows: what a fixed bar covers before one scrolls is not too small.
  const most = (await page.getByRole("grid", { includeHidden: true }).count()) ? 1_200 : 6_000;
  const height = Math.max(900, Math.min(await settledHeight(page), most));
  await page.setViewportSize({ width, height });
  // Nor is what the lower edge of the window cuts, or the bar that stands there where it is narrow.
  const isCut = async (target: string) => {
    const box = await page.locator(target).boundingBox();
    return !!box && box.y + box.height > height - 80;
  };
  for (const colorScheme of themes) {
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
    expect.soft(found, `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect.soft(sideways, `${name}, ${colorScheme}, ${width} px`).toBeLessThanOrEqual(0);
  }
}

/** How high the page is once nothing comes in any more. */
async function settledHeight(page: Page): Promise<number> {
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  for (let before = -1, now = await height(); ; before = now, now = await height()) {
    if (before === now) return now;
    await page.waitForTimeout(300);
  }
}
