// The headers of document, assets and API, and the policy that the console runs under.
import { expect, signIn, test } from "../bulkhead.ts";

const everywhere = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "origin-agent-cluster": "?1",
};

test("the document is never kept, framed or scripted by anybody else", async ({ page }) => {
  const document = await page.goto("/sign-in");
  const headers = document?.headers() ?? {};
  expect(headers).toMatchObject({
    ...everywhere,
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
  });
  expect(headers).not.toHaveProperty("server");
  const policy = headers["content-security-policy"] ?? "";
  for (const rule of [
    "default-src 'none'",
    "style-src 'self'",
    "connect-src 'self'",
    "worker-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
  ]) {
    expect(policy).toContain(rule);
  }
  expect(policy).toMatch(/script-src (?:'sha384-[\w+/=]+' )+'wasm-unsafe-eval'/);
  expect(policy).not.toContain("unsafe-inline");
});

test("hashed assets are kept for ever, small, and an unknown one is not the page", async ({ page, request }) => {
  const assets: string[] = [];
  page.on("response", (answer) => answer.url().includes("/assets/") && assets.push(answer.url()));
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(assets.length).toBeGreaterThanOrEqual(5);
  for (const asset of assets) {
    const answer = await request.get(asset, { headers: { "Accept-Encoding": "br, gzip" } });
    expect(answer.headers(), asset).toMatchObject({ ...everywhere, "cache-control": "public, max-age=31536000, immutable" });
    expect(answer.headers().vary?.toLowerCase(), asset).toContain("accept-encoding");
    expect(answer.headers()["content-encoding"], asset).toBe("br");
  }
  const gone = await request.get("/assets/0123456789abcdef/main.js");
  expect(gone.status()).toBe(404);
  expect(gone.headers()["content-type"] ?? "").not.toContain("text/html");
});

test("answers of the API are never kept and can do nothing", async ({ page }) => {
  const answered = page.waitForResponse((answer) => answer.url().includes("/overview/operational"));
  await signIn(page, "analyst@aurora");
  const headers = await (await answered).allHeaders();
  expect(headers).toMatchObject({ ...everywhere, "cache-control": "no-store", "cross-origin-resource-policy": "same-origin" });
  expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'; sandbox");
  for (const name of ["Cookie", "Origin", "Sec-Fetch-Site"]) expect(headers.vary?.toLowerCase()).toContain(name.toLowerCase());
  expect(headers).not.toHaveProperty("access-control-allow-origin");
});

test("the session's cookie cannot be read or sent by anybody else", async ({ page, context }) => {
  await signIn(page, "analyst@aurora");
  const cookies = await context.cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({ name: "__Host-sid", httpOnly: true, secure: true, sameSite: "Strict", path: "/" });
});
