#!/usr/bin/env node
// Cargo's runner for tests compiled to WebAssembly: wasm-bindgen serves them, and a headless Chromium runs them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { chromium as playwright } from "@playwright/test";
import { browserArguments, chromium } from "./chromium.mjs";

const runner = spawn("wasm-bindgen-test-runner", process.argv.slice(2), {
  // Not headless, for wasm-bindgen, means: only serve the page, somebody else has the browser.
  env: { ...process.env, NO_HEADLESS: "1", WASM_BINDGEN_USE_BROWSER: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" },
  stdio: ["ignore", "pipe", "inherit"],
});
const ended = once(runner, "exit");

for await (const line of createInterface({ input: runner.stdout })) {
  const address = /https?:\/\/[\d.:]+/.exec(line)?.[0];
  if (!address) {
    console.log(line);
    continue;
  }
  const passed = await runIn(address).catch((error) => console.error(error));
  runner.kill();
  process.exit(passed ? 0 : 1);
}
// It served nothing (no tests, or it could not): its own word counts.
const [status] = await ended;
process.exit(status ?? 1);

/** @param {string} address */
async function runIn(address) {
  const browser = await playwright.launch({ executablePath: chromium(), args: browserArguments });
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(error.message));
    await page.goto(address);
    const output = page.locator("#output").filter({ hasText: /test result: / });
    await output.waitFor({ timeout: 120_000, state: "attached" });
    const text = (await output.textContent()) ?? "";
    console.log(text);
    return text.includes("test result: ok");
  } finally {
    await browser.close();
  }
}
