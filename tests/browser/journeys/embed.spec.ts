// A partner's portal on another origin shows one client's queue, in a browser that blocks third-party cookies.
import { createServer } from "node:http";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import os from "node:os";
import path from "node:path";
import { type BrowserContext, type Frame, type Page, chromium as playwright } from "@playwright/test";
import { expect, password, test as base } from "../bulkhead.ts";
import { browserArguments, chromium } from "../chromium.mjs";
import { startPortal } from "../portal.mjs";
import type { Server } from "../server.ts";

type Portal = Awaited<ReturnType<typeof startPortal>> & { change: (change: object) => Promise<void> };

const test = base.extend<{ strict: BrowserContext; portal: Portal }>({
  /** A browser of its own, whose user has blocked third-party cookies. */
  strict: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "bulkhead-embed-"));
    await mkdir(path.join(folder, "Default"));
    const preferences = { profile: { block_third_party_cookies: true, cookie_controls_mode: 1 } };
    await writeFile(path.join(folder, "Default/Preferences"), JSON.stringify(preferences));
    const context = await playwright.launchPersistentContext(folder, {
      executablePath: chromium(),
      channel: chromium() ? undefined : "chromium",
      args: browserArguments,
    });
    await use(context);
    await context.close();
    await rm(folder, { recursive: true, force: true });
  },
  portal: async ({ server }, use) => {
    const portal = await startPortal({ console: server.address, partner: "", key: "", client: "harbor" });
    const partner = await addPartner(server, portal.origin);
    Object.assign(portal.settings, { partner: partner.id, key: partner.key });
    await use(Object.assign(portal, { change: partner.change }));
    portal.stop();
  },
});

/** Adds a partner as Aurora's administrator does. */
async function addPartner(server: Server, origin: string) {
  const ask = async (method: string, path: string, body?: object, cookie = "") => {
    const answer = await fetch(`${server.address}/api/v1${path}`, {
      method,
      headers: { Origin: server.address, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json", Cookie: cookie },
      body: body && JSON.stringify(body),
    });
    expect(answer.ok, `${method} ${path}: ${answer.status}`).toBe(true);
    return answer;
  };
  const session = await ask("POST", "/session", { email: "admin@aurora.example", password });
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  const partner = { name: "Portal", origins: [origin], views: ["queue", "overview"], clients: ["harbor"] };
  const { id } = await (await ask("POST", "/embed/partners", partner, cookie)).json();
  const { key } = await (await ask("POST", `/embed/partners/${id}/keys`, undefined, cookie)).json();
  const change = async (change: object) => void (await ask("PATCH", `/embed/partners/${id}`, change, cookie));
  return { id: id as string, key: key as string, change };
}

/** The view in the portal's page; the element keeps it in a closed shadow root. */
async function view(page: Page): Promise<Frame> {
  await expect.poll(() => page.frames().length).toBeGreaterThan(1);
  const frame = page.frames().find((frame) => frame.parentFrame() === page.mainFrame());
  if (!frame) throw new Error("the page frames nothing");
  return frame;
}

const rowsOf = (frame: Frame) => frame.getByRole("grid", { name: "Incidents" }).getByRole("row").filter({ has: frame.getByRole("gridcell") });
const tokens = (portal: Portal) => portal.tokens;

test("a page on another origin embeds the queue of one client, without a cookie", async ({ strict, portal, server }) => {
  const page = await strict.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  const calls: Promise<Record<string, string>>[] = [];
  page.on("request", (request) => request.url().includes("/api/v1/") && calls.push(request.allHeaders()));
  const answers: Promise<Record<string, string>>[] = [];
  page.on("response", (answer) => answer.url().startsWith(server.address) && answers.push(answer.allHeaders()));
  await page.goto(portal.origin);
  const frame = await view(page);
  await expect(rowsOf(frame).first()).toBeVisible();
  await expect(frame.getByRole("banner")).toContainText("Harbor Logistics");
  await expect(frame.getByText("Live", { exact: true })).toBeVisible();

  // Nothing leads elsewhere, and the keys are the portal's.
  await expect(frame.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  await expect(frame.getByRole("button", { name: /switch client|account|search/i })).toHaveCount(0);
  await expect(frame.getByRole("grid").getByRole("link")).toHaveCount(0);
  await rowsOf(frame).first().click();
  await page.keyboard.press("?");
  await expect(frame.getByRole("dialog")).toHaveCount(0);
  expect(new URL(frame.url()).pathname).toBe("/embed/c/harbor/queue");

  // The address stays the partner's: what is filtered can be loaded again.
  await frame.getByRole("button", { name: /^Priority/ }).click();
  await frame.getByRole("checkbox", { name: "Critical" }).check();
  await expect.poll(() => new URL(frame.url()).search).toContain("priority=critical");
  expect(frame.url()).toContain(`partner=${portal.settings.partner}`);
  await frame.evaluate(() => location.reload());
  await expect(rowsOf(frame).first()).toBeVisible();

  const sent = await Promise.all(calls);
  expect(sent.length).toBeGreaterThan(3);
  for (const headers of sent) {
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).toMatchObject({ authorization: expect.stringMatching(/^Bearer bet_/), "x-embed-origin": portal.origin });
  }
  for (const headers of await Promise.all(answers)) expect(headers).not.toHaveProperty("set-cookie");
  expect(await strict.cookies()).toEqual([]);
  expect(await page.content()).not.toContain("bet_");
  expect(complaints).toEqual([]);
});

test("the browser of these tests blocks third-party cookies", async ({ strict, portal }) => {
  const other = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html", "Cross-Origin-Resource-Policy": "cross-origin", "Cross-Origin-Embedder-Policy": "require-corp" });
    response.end("<script>document.cookie = 'a=1; SameSite=None; Secure'; document.title = document.cookie</script>");
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const address = `http://localhost:${port}/`;
  const page = await strict.newPage();
  portal.settings.beside = `<iframe src="${address}"></iframe>`;
  await page.goto(portal.origin);
  await expect.poll(() => page.frame({ url: address })?.evaluate(() => document.readyState)).toBe("complete");
  expect(await page.frame({ url: address })?.evaluate(() => document.cookie)).toBe("");
  await page.goto(address);
  expect(await page.evaluate(() => document.cookie)).toBe("a=1");
  other.close();
});

async function signInAt(page: Page, server: Server, user: string) {
  await page.goto(`${server.address}/sign-in`);
  await page.getByRole("textbox", { name: "E-mail" }).fill(`${user}.example`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

test("the overview can be embedded too, and an own session beside it changes nothing", async ({ strict, portal, server }) => {
  const console_ = await strict.newPage();
  await signInAt(console_, server, "analyst@aurora");
  portal.settings.view = "overview";
  const page = await strict.newPage();
  await page.goto(portal.origin);
  const frame = await view(page);
  await expect(frame.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(frame.getByRole("banner")).toContainText("Harbor Logistics");
  await expect(frame.getByRole("link", { name: /all managed|meridian/i })).toHaveCount(0);
});

test("framing by any other origin is refused", async ({ strict, portal, server }) => {
  const refused = async (page: Page) => {
    const frame = await view(page);
    await expect.poll(() => frame.url()).toMatch(/^chrome-error:/);
  };
  // Another portal with everything that the partner's page has.
  const evil = await startPortal({ ...portal.settings });
  const page = await strict.newPage();
  await page.goto(evil.origin);
  await refused(page);
  // The partner's page itself, framed by somebody else.
  const around = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html" });
    response.end(`<iframe src="${portal.origin}"></iframe>`);
  }).listen(0, "127.0.0.1");
  await once(around, "listening");
  await page.goto(`http://127.0.0.1:${(around.address() as { port: number }).port}`);
  await expect.poll(() => page.frames().map((frame) => frame.url()).join(" ")).toMatch(/chrome-error:/);
  // The console's own page, framed by the partner.
  portal.settings.beside = `<iframe src="${server.address}/c/harbor/queue"></iframe>`;
  await page.goto(portal.origin);
  await expect.poll(() => page.frames().filter((frame) => frame.url().startsWith("chrome-error:")).length).toBe(1);
  const own = () => page.frames().find((frame) => frame.url().includes("/embed/"));
  await expect.poll(own).toBeDefined();
  await expect(rowsOf(own()!).first()).toBeVisible();
  // A partner that is not there.
  portal.settings.beside = "";
  portal.settings.partner = "never";
  await page.goto(portal.origin);
  await refused(page);
  evil.stop();
  around.close();
});

test("what frames beside the view say is not heard", async ({ strict, portal }) => {
  // It says what both sides say to each other, to both, again and again, and keeps what it is told.
  const evil = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html", "Cross-Origin-Resource-Policy": "cross-origin", "Cross-Origin-Embedder-Policy": "require-corp" });
    response.end(`<script>
      const told = [], said = [];
      addEventListener("message", ({ data }) => told.push(data));
      setInterval(() => {
        for (let at = 0; at < parent.length; at += 1) {
          if (parent[at] === self) continue;
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => told.push(data);
          parent[at].postMessage("bulkhead:host", "*", [port2]);
          port1.postMessage({ token: "bet_evil", theme: "dark" });
          said.push(at);
        }
        parent.postMessage("bulkhead:frame", "*");
        said.push("to the page");
      }, 5);
    </script>`);
  }).listen(0, "127.0.0.1");
  await once(evil, "listening");
  const address = `http://localhost:${(evil.address() as { port: number }).port}/`;
  portal.settings.beside = `<iframe src="${address}"></iframe>`;
  const page = await strict.newPage();
  await page.goto(portal.origin);
  const frame = page.frames().find((frame) => frame.url().includes("/embed/")) ?? (await view(page));
  await expect(rowsOf(frame).first()).toBeVisible();
  // The element keeps its frame in a closed shadow root, so from beside it cannot even be named.
  const heard = await page.frame({ url: address })?.evaluate("({ told, said: said.length, reachable: parent.length })");
  expect(heard).toMatchObject({ told: [], reachable: 1 });
  expect((heard as { said: number }).said).toBeGreaterThan(10);
  expect(await frame.evaluate(() => document.documentElement.style.colorScheme)).toBe("");
  evil.close();
});

test("tokens are renewed before they end, and after the partner was suspended", async ({ strict, portal }) => {
  test.setTimeout(90_000);
  portal.settings.lasts_s = 6;
  const page = await strict.newPage();
  await page.goto(portal.origin);
  const frame = await view(page);
  await expect(rowsOf(frame).first()).toBeVisible();
  await expect.poll(() => tokens(portal), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  await frame.getByRole("button", { name: /^Priority/ }).click();
  await frame.getByRole("checkbox", { name: "High" }).check();
  await expect(rowsOf(frame).first()).toBeVisible();
  expect(await page.evaluate("errors")).toEqual([]);

  await portal.change({ status: "suspended" });
  await expect(frame.getByText("Reconnecting")).toBeVisible({ timeout: 10_000 });
  await expect.poll(() => page.evaluate("errors.length"), { timeout: 15_000 }).toBeGreaterThan(0);
  await expect(rowsOf(frame).first()).toBeVisible();
  await portal.change({ status: "active" });
  await expect(frame.getByText("Live", { exact: true })).toBeVisible({ timeout: 30_000 });
});

test("the page around it chooses the theme, and a view without a page says so", async ({ strict, portal, server }) => {
  const page = await strict.newPage();
  await page.goto(portal.origin);
  const frame = await view(page);
  await expect(rowsOf(frame).first()).toBeVisible();
  await page.evaluate(() => document.querySelector("bulkhead-console")?.setAttribute("theme", "dark"));
  await expect.poll(() => frame.evaluate(() => document.documentElement.style.colorScheme)).toBe("dark");
  await page.goto(`${server.address}/embed/queue?partner=${portal.settings.partner}`);
  await expect(page.getByRole("heading", { name: "This view belongs in a partner's portal" })).toBeVisible();
});
