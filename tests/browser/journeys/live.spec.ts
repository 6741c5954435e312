// Live changes: one stream for all pages of a browser, whoever leads; each change once; nothing crosses to another user.
import { once as happens } from "node:events";
import { readFile } from "node:fs/promises";
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { BrowserContext, Page, Request } from "@playwright/test";
import { ask, command, enter, expect, openQueue, password, signIn, signOut, tell, test as base } from "../bulkhead.ts";
import { Server, root, template } from "../server.ts";

/** What `public/boot/live.js` tells, by its numbers. */
const CONNECTING = 0;
const LIVE = 1;
const STALE = 2;
const RESYNC = 4;
const EVENT = 5;
const ASK_WHO = 7;

type Told = { what: number; value: unknown; frame: number };
declare global {
  interface Window {
    toldLive: Told[];
    channels: string[];
  }
}

/** How streams are answered, and those that are open: by which page, and where to write. */
type Alone = {
  status: number;
  headers: Record<string, string>;
  streams: { page: string; out: ServerResponse }[];
  /** A page of this name, with nothing in it but `live.js`; `sharedAs` is its session. */
  open: (page: Page, name: string, sharedAs?: string) => Promise<void>;
};

const test = base.extend<{ alone: Alone }>({
  alone: async ({ complaints }, use) => {
    complaints.expect(/Failed to load resource/);
    const source = await readFile(path.join(root, "public/boot/live.js"));
    const server = createServer((request, response) => {
      if (!request.url?.endsWith("/events")) {
        const isScript = request.url === "/live.js";
        response.writeHead(200, { "Content-Type": isScript ? "text/javascript" : "text/html" });
        return response.end(isScript ? source : '<!doctype html><link rel="icon" href="data:,">');
      }
      response.writeHead(alone.status, alone.headers).flushHeaders();
      if (alone.status !== 200) return response.end();
      const stream = { page: new URL(request.headers.referer ?? "").pathname, out: response };
      alone.streams.push(stream);
      response.on("close", () => alone.streams.splice(alone.streams.indexOf(stream), 1));
    }).listen(0, "127.0.0.1");
    await happens(server, "listening");
    const alone: Alone = {
      status: 200,
      headers: { "Content-Type": "text/event-stream", "X-Shared-As": "ana" },
      streams: [],
      open: async (page, name, sharedAs) => {
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`);
        await page.evaluate(
          async ([script, sharedAs]) => {
            const { live } = await import(script);
            const { next } = live();
            window.toldLive = [];
            const goOn = async (isNew: boolean): Promise<void> => {
              for (const [what, value] of await next("/all", sharedAs, undefined, isNew)) window.toldLive.push({ what, value, frame: 0 });
              return goOn(false);
            };
            void goOn(true);
          },
          ["/live.js", sharedAs] as const,
        );
      },
    };
    await use(alone);
    server.closeAllConnections();
    server.close();
  },
});

/** What a page was told so far, by the numbers. */
const told = (page: Page) => page.evaluate(() => window.toldLive.map(({ what }) => what));

/** Writes down what each page of the context is told, in which frame, and which channels it opens. */
async function listen(context: BrowserContext) {
  await context.addInitScript(() => {
    window.toldLive = [];
    window.channels = [];
    let live: { next: (...asked: unknown[]) => Promise<[number, unknown][]> };
    Object.defineProperty(globalThis, "bulkheadLive", {
      get: () => live,
      set: (made) => {
        const next = made.next;
        live = {
          next: async (...asked) => {
            const told = await next(...asked);
            const frame = Number(document.timeline.currentTime);
            window.toldLive.push(...told.map(([what, value]: [number, unknown]) => ({ what, value, frame })));
            return told;
          },
        };
      },
    });
    globalThis.BroadcastChannel = class extends BroadcastChannel {
      constructor(name: string) {
        super(name);
        window.channels.push(name);
      }
    };
  });
}

/** Streams that are open: which page asked for which. */
function streams(context: BrowserContext) {
  const open = new Map<Request, Page>();
  context.on("request", (request) => {
    if (request.url().endsWith("/events")) open.set(request, request.frame().page());
  });
  for (const ended of ["requestfinished", "requestfailed"] as const) {
    context.on(ended as "requestfinished", (request) => open.delete(request));
  }
  const live = () => [...open].filter(([, page]) => !page.isClosed());
  return {
    paths: () => live().map(([request]) => new URL(request.url()).pathname),
    leader: () => live()[0]?.[1],
  };
}

/** The page that reads, and another. */
function leadingFirst(open: ReturnType<typeof streams>, pages: Page[]): [Page, Page] {
  const leading = open.leader();
  const other = pages.find((page) => page !== leading);
  if (!leading || !other) throw new Error("one page leads, and another follows");
  return [leading, other];
}

/** Somebody else, at another desk. */
async function colleague(server: Server, user = "lead@aurora") {
  const ours = { Origin: server.address, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json" };
  const body = JSON.stringify({ email: `${user}.example`, password });
  const session = await fetch(`${server.address}/api/v1/session`, { method: "POST", headers: ours, body });
  const headers = { ...ours, Cookie: session.headers.get("set-cookie")?.split(";")[0] ?? "" };
  return async (client: string, key: string) => {
    const note = JSON.stringify({ visibility: "shared", body: "Seen" });
    const path = `${server.address}/api/v1/c/${client}/incidents/${key}/notes`;
    expect((await fetch(path, { method: "POST", headers, body: note })).status).toBe(201);
  };
}

/** How often the page was told of an incident, and to read everything anew. */
const heard = (page: Page, key: string) =>
  page.evaluate(
    ([key, event, resync]) => ({
      times: window.toldLive.filter(({ what, value }) => what === event && JSON.parse(String(value)).key === key).length,
      anew: window.toldLive.filter(({ what }) => what === resync).length,
    }),
    [key, EVENT, RESYNC] as const,
  );

const once = { times: 1, anew: 0 };

async function keys(page: Page, client: string): Promise<string[]> {
  const { body } = await ask(page, `/c/${client}/queue?limit=10`);
  return body.items.map((row: { key: string }) => row.key);
}

/** Pages of one browser and one session, each with its own scope. */
async function pages(context: BrowserContext, first: Page, ...scopes: string[]): Promise<Page[]> {
  await listen(context);
  await signIn(first, "analyst@aurora");
  const all = [first];
  await openQueue(first, "/all");
  for (const scope of scopes) {
    const page = await context.newPage();
    await openQueue(page, scope);
    all.push(page);
  }
  for (const page of all) await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  return all;
}

test("frames are the same wherever their bytes are cut", async () => {
  const source = await readFile(path.join(root, "public/boot/live.js"), "utf8");
  const { frameReader } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  const stream =
    ': heartbeat\n\nid: a1\nevent: change\ndata: {"key":\ndata: "ç"}\n\nid:a2\r\ndata:x\r\n\r\nid: a3\n\nevent: none\n\ndata: half\n';
  const expected = [{ id: "a1", event: "change", data: '{"key":\n"ç"}' }, { id: "a2", data: "x" }, { id: "a3" }];
  for (let at = 0; at <= stream.length; at++) {
    const frames: object[] = [];
    const read = frameReader((frame: object) => frames.push(frame));
    read(stream.slice(0, at));
    read(stream.slice(at));
    expect(frames, `cut at ${at}`).toEqual(expected);
  }
});

test("however much comes to a page that nobody looks at, it waits for one frame", async ({ page, alone }) => {
  await page.addInitScript(() => {
    Object.assign(window, { awaited: 0 });
    window.requestAnimationFrame = () => ++(window as any).awaited;
  });
  await alone.open(page, "hidden", "ana");
  await expect.poll(() => alone.streams.length).toBe(1);
  const changes = Array.from({ length: 20 }, (_, at) => `id: a${at}\ndata: {}\n\n`);
  alone.streams[0]?.out.end(changes.join(""));
  // That the stream has ended is told at once, and all that was held with it.
  await expect.poll(async () => (await told(page)).filter((what) => what === EVENT).length).toBe(20);
  expect(await page.evaluate("awaited")).toBe(1);
});

test("a stream that comes late begins with reading everything anew, and one that comes back goes on", async ({ page, alone }) => {
  alone.status = 503;
  await alone.open(page, "late", "ana");
  await expect.poll(() => told(page)).toEqual([CONNECTING, STALE]);
  alone.status = 200;
  await expect.poll(() => told(page)).toEqual([CONNECTING, STALE, RESYNC, LIVE]);
  alone.streams[0]?.out.end("id: a1\n\n");
  await expect.poll(() => told(page)).toEqual([CONNECTING, STALE, RESYNC, LIVE, ASK_WHO, STALE, LIVE]);
});

test("what a page that led says late is no gap", async ({ page, context, alone }) => {
  await alone.open(page, "leads", "ana");
  await expect.poll(() => alone.streams.length).toBe(1);
  const follows = await context.newPage();
  await alone.open(follows, "follows", "ana");
  await expect.poll(() => told(follows)).toContain(LIVE);
  const write = (...ids: string[]) => alone.streams[0]?.out.write(ids.map((id) => `id: ${id}\ndata: {}\n\n`).join(""));
  const events = async () => (await told(follows)).filter((what) => what === EVENT).length;
  write("a1", "a2");
  await expect.poll(events).toBe(2);
  await page.evaluate((live) => new BroadcastChannel("bulkhead ana").postMessage({ state: [live], last: "a1" }), LIVE);
  write("a3");
  await expect.poll(events).toBe(3);
  expect(await told(follows)).not.toContain(RESYNC);
});

test("a page that nobody looks at hands on a stream that is away", async ({ page, context, alone }) => {
  await alone.open(page, "hidden", "ana");
  await expect.poll(() => alone.streams.length).toBe(1);
  const seen = await context.newPage();
  await alone.open(seen, "seen", "ana");
  await expect.poll(() => told(seen)).toContain(LIVE);
  // As browsers slow down the clock of such pages.
  await page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true });
    const wait = window.setTimeout;
    window.setTimeout = ((what: () => void, ms = 0) => wait(what, Math.max(ms, 60_000))) as typeof window.setTimeout;
  });
  alone.streams[0]?.out.end();
  await expect.poll(() => told(seen)).toContain(STALE);
  await expect.poll(() => alone.streams.map(({ page }) => page)).toEqual(["/seen"]);
  await expect.poll(async () => (await told(seen)).at(-1)).toBe(LIVE);
});

test("a stream is read only where it is one, and its owner's", async ({ page, context, alone }) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  alone.headers["X-Shared-As"] = "rita";
  await alone.open(page, "of-another", "ana");
  await expect.poll(() => told(page)).toContain(STALE);
  expect(await told(page)).toContain(ASK_WHO);
  expect(await told(page)).not.toContain(LIVE);
  alone.headers = { "Content-Type": "text/html" };
  const embedded = await context.newPage();
  await alone.open(embedded, "embedded");
  await expect.poll(() => told(embedded)).toEqual([CONNECTING, STALE]);
});

test("the pages of a browser read one stream, and each takes what is in its scope", async ({ page, context, server }) => {
  const open = streams(context);
  const [all, harbor, meridian] = (await pages(context, page, "/c/harbor", "/c/meridian")) as [Page, Page, Page];
  expect(open.paths()).toEqual(["/api/v1/all/events"]);
  const [key] = (await keys(page, "harbor")) as [string];
  await (await colleague(server))("harbor", key);
  for (const told of [all, harbor, meridian]) await expect.poll(() => heard(told, key)).toEqual(once);
  const rows = (of: Page) => of.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  expect((await rows(meridian)).filter((address) => address.includes(key))).toEqual([]);

  // Changing the client is no other stream.
  await harbor.goto("/c/cedar/queue");
  await all.keyboard.press("g");
  await all.keyboard.press("o");
  await expect(all).toHaveURL(/overview/);
  expect(open.paths()).toEqual(["/api/v1/all/events"]);
});

test("when the leading page goes another one leads at once, and nothing is lost or told twice", async ({ page, context, server }) => {
  const open = streams(context);
  const all = await pages(context, page, "/c/harbor", "/all");
  const change = await colleague(server);
  const names = await keys(page, "harbor");
  for (let round = 0; round < 2; round++) {
    const [before, meanwhile, after] = names.slice(3 * round) as [string, string, string];
    const leader = open.leader();
    const left = all.filter((page) => page !== leader && !page.isClosed());
    await change("harbor", before);
    for (const page of left) await expect.poll(() => heard(page, before)).toEqual(once);
    const closing = Date.now();
    await Promise.all([leader?.close(), change("harbor", meanwhile)]);
    await expect.poll(() => open.paths().length, { intervals: [20] }).toBe(1);
    expect(Date.now() - closing, "the lock was passed on: whoever asks first waits for an answer that long").toBeLessThan(2_500);
    await change("harbor", after);
    for (const page of left) {
      for (const key of [meanwhile, after]) await expect.poll(() => heard(page, key)).toEqual(once);
      await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
    }
  }
});

test("a leading page that does not answer holds nobody up", async ({ page, context, server }) => {
  const open = streams(context);
  const [leading, other] = leadingFirst(open, await pages(context, page, "/c/harbor"));
  const [first, second] = (await keys(page, "harbor")) as [string, string];
  const change = await colleague(server);
  // As if the browser had stopped its clock without a word.
  const stuck = leading.evaluate(() => {
    for (const until = Date.now() + 16_000; Date.now() < until; );
  });
  await change("harbor", first);
  await expect.poll(() => heard(other, first), { timeout: 14_000 }).toEqual(once);
  await change("harbor", second);
  await expect.poll(() => heard(other, second)).toEqual(once);
  await stuck;
  for (const key of [first, second]) await expect.poll(async () => (await heard(leading, key)).times).toBe(1);
  await expect.poll(() => open.paths().length).toBe(1);
});

test("a page that the browser freezes gives the lead away", async ({ page, context, server }) => {
  const open = streams(context);
  const [leading, other] = leadingFirst(open, await pages(context, page, "/c/harbor"));
  const [key] = (await keys(page, "harbor")) as [string];
  const browser = await context.newCDPSession(leading);
  await browser.send("Page.setWebLifecycleState", { state: "frozen" });
  await (await colleague(server))("harbor", key);
  await expect.poll(() => heard(other, key)).toEqual(once);
  await browser.send("Page.setWebLifecycleState", { state: "active" });
  await expect.poll(async () => (await heard(leading, key)).times).toBe(1);
});

test("nothing crosses to whoever signs in next", async ({ page, context, server }) => {
  const [, stale] = (await pages(context, page, "/all")) as [Page, Page];
  const harbor = await keys(page, "harbor");
  const meridian = await keys(page, "meridian");
  const change = await colleague(server);
  const former = await page.evaluate(() => window.channels);
  await signOut(page);
  await enter(page, "manager@harbor");
  await openQueue(page, "/c/harbor");
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await change("meridian", meridian[0] ?? "");
  await change("harbor", harbor[0] ?? "");
  await expect.poll(() => heard(page, harbor[0] ?? "")).toEqual(once);
  expect(await heard(page, meridian[0] ?? "")).toEqual({ times: 0, anew: 0 });
  expect(await page.evaluate(() => window.channels)).not.toEqual(expect.arrayContaining(former));
  // The page that the former user left open hears of nothing, whoever's cookie the browser has now.
  for (const key of [harbor[0], meridian[0]]) expect((await heard(stale, key ?? "")).times).toBe(0);
  const kept = await page.evaluate(() => [localStorage.length, sessionStorage.length]);
  expect(kept).toEqual([0, 0]);
});

test("without locks to share by, each page reads its own scope", async ({ page, context, server }) => {
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
  const open = streams(context);
  const [all, harbor] = (await pages(context, page, "/c/harbor")) as [Page, Page];
  expect(open.paths().sort()).toEqual(["/api/v1/all/events", "/api/v1/c/harbor/events"]);
  const [key] = (await keys(page, "harbor")) as [string];
  await (await colleague(server))("harbor", key);
  for (const told of [all, harbor]) await expect.poll(() => heard(told, key)).toEqual(once);
});

test("a burst is taken in once a frame", async ({ page, context, server }) => {
  await pages(context, page);
  const change = await colleague(server);
  const names = await keys(page, "harbor");
  await Promise.all(names.flatMap((key) => Array.from({ length: 6 }, () => change("harbor", key))));
  const told = () => page.evaluate((event) => window.toldLive.filter(({ what }) => what === event), EVENT);
  await expect.poll(async () => (await told()).length).toBe(names.length * 6);
  const frames = (await told()).map(({ frame }) => frame);
  expect(new Set(frames).size).toBeLessThan(frames.length);
});

test("every page says how old it is once the stream is down", async ({ browser, complaints }) => {
  complaints.expect(/Failed to load resource/);
  const server = await Server.onCopy("stream-down", template, "--demo");
  const context = await browser.newContext({ baseURL: server.address });
  const all = await pages(context, await context.newPage(), "/c/harbor");
  await server.stop();
  for (const page of all) {
    await expect(page.getByRole("status").filter({ hasText: /^Reconnecting, no changes for \d+ s$/ })).toBeVisible();
  }
  await context.close();
});

test("what is read again because of others keeps no session alive", async ({ page, browser, baseURL }) => {
  await signIn(page, "analyst@aurora");
  const first = page.waitForResponse(/\/overview\/operational/);
  await page.goto("/all/overview");
  await first;
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signIn(other, "lead@aurora");
  const { key, priority } = (await ask(other, "/c/harbor/queue?status=new&limit=1")).body.items[0];
  const asked = ["/overview/operational", "/queue/facets"].map((part) => page.waitForRequest((request) => request.url().includes(part)));
  const change = { command: "set_priority", priority: priority === "high" ? "critical" : "high" };
  await command(other, `/c/harbor/incidents/${key}`, change);
  for (const request of await Promise.all(asked)) expect(request.headers()["x-background"], request.url()).toBe("1");

  // Also what is read because of what was read.
  await page.goto(`/c/harbor/incidents/${key}`);
  const unfolded = page.waitForResponse(/\/evidence-openings\?/);
  await page.getByText(/^Opened (once|\d+ times)$/).click();
  await unfolded;
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const records = page.waitForRequest((request) => request.url().includes("/evidence-openings?"));
  expect((await tell(other, "POST", `/c/harbor/incidents/${key}/evidence-openings`, { reason: "To look into it" })).status).toBe(201);
  expect((await records).headers()["x-background"]).toBe("1");
  await other.context().close();
});
