// The first seconds: what is seen before the console runs, when it cannot run, and what a first visit weighs.
import { enter, expect, holdBack, openQueue, rows, signIn, test } from "../bulkhead.ts";

test("the frame is painted before WebAssembly arrives, and nothing shifts when it does", async ({ page }) => {
  const release = await holdBack(page, "**/main_bg.wasm");
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (window as any).shifted += (entry as any).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("status").filter({ hasText: "Opening Bulkhead…" })).toBeVisible();
  release();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page.getByText("Opening Bulkhead…")).toHaveCount(0);
  expect(await page.evaluate(() => (window as any).shifted)).toBeLessThanOrEqual(0.01);
});

test("a part that does not arrive is said, and trying again helps", async ({ page, complaints }) => {
  complaints.expect(/Failed to fetch|ERR_FAILED/);
  let broken = true;
  await page.route("**/main_bg.wasm", (route) => (broken ? route.abort() : route.continue()));
  await page.goto("/sign-in");
  const alert = page.getByRole("alert").filter({ hasText: "Bulkhead could not be loaded" });
  await expect(alert).toBeVisible();
  broken = false;
  await alert.getByRole("link", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a main module that is not the one of this build does not run", async ({ page, complaints }) => {
  complaints.expect(/integrity|digest|Failed to fetch/i);
  await page.route("**/main_bg.wasm", async (route) => {
    const answer = await route.fetch();
    const body = await answer.body();
    await route.fulfill({ response: answer, body: Buffer.concat([body, Buffer.from([0, 2, 1, 120])]) });
  });
  await page.goto("/sign-in");
  await expect(page.getByRole("alert").filter({ hasText: "Bulkhead could not be loaded" })).toBeVisible();
});

test("a console that stops says so, keeps nothing on the screen, and gives an id to quote", async ({ page, complaints }) => {
  complaints.expect(/bulkhead stopped|unreachable/);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all");
  // What a panic is to the page: the module traps, and the browser reports it.
  await page.evaluate(() => {
    const trap = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 8, 1, 0, 10, 5, 1, 3, 0, 0, 11]);
    setTimeout(() => new WebAssembly.Instance(new WebAssembly.Module(trap)));
  });
  const alert = page.getByRole("alert").filter({ hasText: "Bulkhead stopped" });
  await expect(alert).toContainText(/Quote [\da-f-]{36} when you report it/);
  await expect(page.getByRole("grid")).toHaveCount(0);
  await alert.getByRole("link", { name: "Reload" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("without WebAssembly the page says what is needed", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  await page.goto("/all/queue");
  await expect(page.getByRole("heading", { name: "This browser cannot run Bulkhead" })).toBeVisible();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("the page says so", async ({ page }) => {
    await page.goto("/all/queue");
    await expect(page.getByRole("heading", { name: "Bulkhead needs JavaScript" })).toBeVisible();
    await expect(page.getByText("Opening Bulkhead…")).toBeHidden();
  });
});

/** What a first visit transfers at most, in bytes as they travel: static files and the first answers. */
const FIRST_VISIT_MAX = 190_000;

test("a first visit to a usable queue transfers no more than it may", async ({ page, context }) => {
  // Signed in once, so that the visit itself is only what a person with a session loads; then everything anew.
  await signIn(page, "analyst@aurora");
  const fresh = await context.newPage();
  const protocol = await context.newCDPSession(fresh);
  await protocol.send("Network.enable");
  await protocol.send("Network.setCacheDisabled", { cacheDisabled: true });
  const urls = new Map<string, string>();
  const heads = new Map<string, number>();
  const sizes = new Map<string, number>();
  const begun = new Map<string, number>();
  let rowsCame = Infinity;
  protocol.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    urls.set(requestId, request.url);
    begun.set(requestId, timestamp);
  });
  protocol.on("Network.responseReceived", ({ requestId, response }) => heads.set(requestId, response.encodedDataLength));
  protocol.on("Network.loadingFinished", ({ requestId, encodedDataLength, timestamp }) => {
    sizes.set(requestId, encodedDataLength);
    if (urls.get(requestId)?.includes("/api/v1/all/queue?")) rowsCame = timestamp;
  });
  await openQueue(fresh, "/all");
  await expect(rows(fresh).nth(20)).toBeVisible();
  await fresh.waitForTimeout(500);
  // Over HTTP/2 and later the same headers travel once; this server speaks HTTP/1.1, so they are told apart.
  // What comes in the quiet after that is for later; on a slow machine it is here already. Seconds, of the browser's own clock.
  const ofTheVisit = [...sizes].filter(([id]) => (begun.get(id) ?? 0) <= rowsCame + 1);
  const loaded = ofTheVisit.map(([id, bytes]) => {
    const headers = heads.get(id) ?? 0;
    return { url: new URL(urls.get(id) ?? "").pathname, headers, body: bytes - headers };
  });
  expect(loaded.filter(({ url }) => url === "/api/v1/session"), "who is signed in is asked once, before the console is there").toHaveLength(1);
  const sum = (of: "headers" | "body") => loaded.reduce((sum, answer) => sum + answer[of], 0);
  const said = [sum("body"), sum("headers")].map((bytes) => bytes.toLocaleString("en"));
  console.log(`      a first visit to the queue: ${said[0]} bytes in ${loaded.length} answers, and ${said[1]} of headers`);
  expect(sum("body"), JSON.stringify(loaded, null, 1)).toBeLessThanOrEqual(FIRST_VISIT_MAX);
});
