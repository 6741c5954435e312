// What a person sees, in a full Chromium, against the release server with the demo organisations.
import { defineConfig } from "@playwright/test";
import { browserArguments, chromium } from "./chromium.mjs";

export default defineConfig({
  testDir: ".",
  outputDir: "../../target/browser/results",
  forbidOnly: true,
  fullyParallel: true,
  // A journey waits a third of its time: for half a minute's patience, for what nobody does.
  workers: 3,
  retries: 0,
  // Patience, not measures: three browsers and three servers share two cores.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: chromium(), args: browserArguments },
    // Without a path: Playwright's own Chromium, whole, not its headless shell.
    channel: chromium() ? undefined : "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    viewport: { width: 1440, height: 900 },
    // A third of all the work where nobody reads it: `cargo xtask test --trace on` keeps one.
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "template", testMatch: "template.setup.ts" },
    { name: "journeys", testMatch: "journeys/**/*.spec.ts", dependencies: ["template"] },
    { name: "look", testMatch: "look/**/*.spec.ts", dependencies: ["template"] },
  ],
});
