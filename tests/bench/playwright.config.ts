// One run after the other, as long as it takes, in the browser of the journeys.
import journeys from "../browser/playwright.config.ts";

export default {
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../../target/bench/results",
  forbidOnly: true,
  workers: 1,
  timeout: 0,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  reportSlowTests: null,
  use: { ...journeys.use, trace: "off", screenshot: "off" },
};
