// Pictures of every screen at two widths, in light and dark, into target/look/: for people to look at.
import path from "node:path";
import { enter, expect, test } from "../bulkhead.ts";
import { screens } from "../screens.ts";
import { targetFolder } from "../server.ts";

for (const screen of screens) {
  test(screen.name, async ({ page }) => {
    if (screen.user) await enter(page, screen.user);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await screen.open(page);
        // Charts and numbers settle, the start frame is gone.
        await expect(page.locator("#start")).toHaveCount(0);
        await page.waitForTimeout(300);
        await page.screenshot({ path: path.join(targetFolder, "look", `${screen.name}-${width}-${colorScheme}.png`) });
      }
    }
  });
}
