// Fixtures: a server per worker, and a page on which every complaint of the browser fails the test.
import { type Browser, type Locator, type Page, test as base, expect } from "@playwright/test";
import { Server, template } from "./server.ts";

export { expect };

/** Every demo user has this password. */
export const password = "bulkhead-demo";

type Complaints = { list: string[]; expect: (pattern: RegExp) => void };

export const test = base.extend<{ complaints: Complaints }, { server: Server }>({
  server: [
    async ({}, use, worker) => {
      const server = await Server.onCopy(`worker-${worker.parallelIndex}`, template, "--demo");
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: async ({ server }, use) => use(server.address),

  // Console errors, uncaught errors and reports of the content security policy.
  complaints: [
    async ({ context }, use) => {
      const list: string[] = [];
      const expected: RegExp[] = [];
      await context.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (report) =>
          console.error(`policy violation: ${report.violatedDirective} ${report.blockedURI} ${report.sample}`),
        );
      });
      const watch = (page: Page) => {
        page.on("pageerror", (error) => list.push(`uncaught: ${error.message}`));
        page.on("console", (message) => {
          // The browser notes every answer of 400 and above; tests look at those answers themselves.
          const answered = message.text().startsWith("Failed to load resource: the server responded with a status of 4");
          if (message.type() === "error" && !answered) list.push(message.text());
        });
      };
      context.pages().forEach(watch);
      context.on("page", watch);
      await use({ list, expect: (pattern) => expected.push(pattern) });
      expect(list.filter((text) => !expected.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

/** A test whose worker has a server of its own: what is changed there is seen by no other journey. */
export const testOnItsOwn = (name: string, file = template, flags = ["--demo"]) =>
  test.extend<object, { server: Server }>({
    server: [
      async ({}, use, worker) => {
        const server = await Server.onCopy(`${name}-${worker.parallelIndex}`, file, ...flags);
        await use(server);
        await server.stop();
      },
      { scope: "worker", timeout: 120_000 },
    ],
  });

/** Signs in through the real form; `user` is the part before `.example`, e.g. `analyst@aurora`. */
export async function signIn(page: Page, user: string): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, user);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
}

/** Signs in beside the page, for journeys about something else: the next address is opened by this user. */
export async function enter(page: Page, user: string): Promise<void> {
  const data = { email: `${user}.example`, password };
  const answer = await page.request.post("/api/v1/session", { data, headers: { "Sec-Fetch-Site": "same-origin" } });
  expect(answer.status()).toBe(200);
}

export async function fillSignIn(page: Page, user: string, secret = password): Promise<void> {
  await page.getByRole("textbox", { name: "E-mail" }).fill(`${user}.example`);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs out as people do. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
}

/** The queue's rows on the page. */
export const grid = (page: Page) => page.getByRole("grid", { name: "Incidents" });

/** The rows on the page (those in sight, and some around them) by their titles' links, in order. */
export const rows = (page: Page) => grid(page).getByRole("link");

/** How many rows the grid says the queue has. */
export const rowCount = async (page: Page) => Number(await grid(page).getAttribute("aria-rowcount")) - 1;

/** Opens the queue of a scope (`/all`, `/c/harbor`) as people open it, and waits for its rows. */
export async function openQueue(page: Page, scope: string, filter = "status=new,in_progress,on_hold"): Promise<void> {
  await page.goto(`${scope}/queue?${filter}`);
  await expect(rows(page).first()).toBeVisible();
}

/** Opens the incident in the given place of the queue; answers its address. */
export async function openIncident(page: Page, scope: string, place = 0, filter?: string): Promise<string> {
  await openQueue(page, scope, filter);
  await rows(page).nth(place).click();
  await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  // All keys but that of the evidence come with the commands, a picture later.
  await expect(page.getByRole("group", { name: "Actions" })).toBeVisible();
  return new URL(page.url()).pathname;
}

/** What a client's sensor says of one detection on one machine: with the same detection and machine it joins what is open. */
export const finding = (uid: string, hostname: string) => ({
  class_uid: 2004,
  time: Date.now(),
  severity_id: 3,
  metadata: { uid, product: { name: "Sensor" } },
  finding_info: { uid, title: "Noise", analytic: { uid: "R-journey" } },
  device: { hostname },
});

/** Lets findings in by a client's own key; all of them have to be accepted. Answers the incidents that they opened or joined. */
export async function collector(browser: Browser, server: Server, client = "harbor"): Promise<(findings: object[]) => Promise<string[]>> {
  const admin = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(admin, "admin@aurora");
  const { key } = (await tell(admin, "POST", `/c/${client}/ingest-keys`, { name: "collector" })).body;
  await admin.context().close();
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  return async (findings) => {
    const answer = await fetch(`${server.address}/api/v1/ingest/findings`, { method: "POST", headers, body: JSON.stringify(findings) });
    const taken = await answer.json();
    expect(taken).toMatchObject({ accepted: findings.length });
    return taken.incidents;
  };
}

/** Opens the evidence of the incident on the page, with a reason that is typed: that will do for every incident. */
export async function openEvidence(page: Page, reason = "To look into it"): Promise<void> {
  await page.getByRole("button", { name: "Open evidence…" }).click();
  const [another, written] = [page.getByRole("radio", { name: "Another reason…" }), page.getByRole("textbox", { name: /^(Your reason|Why do you open it)/ })];
  await expect(another.or(written)).toBeVisible();
  if (await another.isVisible()) await another.check();
  await written.fill(reason);
  await page.getByRole("button", { name: "Open evidence", exact: true }).click();
  await expect(page.getByRole("region", { name: "Evidence is open" })).toBeVisible();
}

/** Asks the API as the page's user does: `GET` under `/api/v1`. */
export async function ask(page: Page, path: string): Promise<{ status: number; body: any }> {
  return tell(page, "GET", path);
}

/** Changes something over the API as the page's user does; beside the page while nothing is opened in it. */
export async function tell(page: Page, method: string, path: string, body?: unknown, match = ""): Promise<{ status: number; body: any }> {
  const conditions: Record<string, string> = match ? { "If-Match": `"${match}"` } : {};
  const read = (status: number, text: string) => ({ status, body: text ? JSON.parse(text) : null });
  if (!page.url().startsWith("http")) {
    const headers = { "Sec-Fetch-Site": "same-origin", ...conditions };
    const answer = await page.request.fetch(`/api/v1${path}`, { method, headers, data: body });
    return read(answer.status(), await answer.text());
  }
  const [status, text] = await page.evaluate(
    async ([method, path, body, conditions]) => {
      const headers = { "Content-Type": "application/json", ...conditions };
      const answer = await fetch(`/api/v1${path}`, { method, ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }) });
      return [answer.status, await answer.text()] as const;
    },
    [method, path, body, conditions] as const,
  );
  return read(status, text);
}

/** Makes a wallboard as the page's user, and lets this browser be it. */
export async function connectWall(page: Page, fields: Record<string, unknown> = {}): Promise<void> {
  const { body } = await tell(page, "POST", "/devices", { name: "Room 2", scope: "/all", pseudonyms: false, ...fields });
  const { status } = await tell(page, "POST", "/device-sessions", { code: body.code });
  expect(status).toBe(204);
}

/** Ends the user's session on the server; the browser still holds its cookie and does not know. */
export async function endSession(page: Page): Promise<void> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const origin = new URL(page.url()).origin;
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: "DELETE",
    headers: { Cookie: cookie, Origin: origin, "Sec-Fetch-Site": "same-origin" },
  });
  expect(answer.ok).toBe(true);
}

/** Gives one incident a command over the API as the page's user does, in the version it has; `address` is its own (`/c/harbor/incidents/HAR-1`). */
export async function command(page: Page, address: string, body: unknown): Promise<void> {
  const { version } = (await ask(page, address)).body;
  const { status } = await tell(page, "PATCH", address, body, version);
  expect(status).toBe(200);
}

/** Keeps what the page asks for at such addresses from being sent until it is released. */
export async function holdBack(page: Page, pattern: string | RegExp): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((go) => (release = go));
  await page.route(pattern, async (route) => (await held, route.continue()));
  return release;
}

/** Keeps the page from reading rows again until it is released: it hears of what others do too late. */
export const hearLate = (page: Page) => holdBack(page, /\/queue\/rows/);

/** Goes on with the tab key until something has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  const isThere = async () => {
    await page.keyboard.press("Tab");
    return target.evaluate((element) => element === document.activeElement);
  };
  await expect.poll(isThere, { intervals: [50] }).toBe(true);
}

/** An open incident of the client with several alerts; its key. */
export async function withSeveralAlerts(page: Page, client: string): Promise<string> {
  const { body } = await ask(page, `/c/${client}/queue?status=new,in_progress&limit=200`);
  const row = body.items.find(({ alerts_count }: { alerts_count: number }) => alerts_count > 2);
  expect(row, "an incident with several alerts").toBeDefined();
  return row.key;
}

/** Splits an alert off an incident; the key of what that opens, which is its possible duplicate. */
export async function splitOff(page: Page, client: string, key: string): Promise<string> {
  const address = `/c/${client}/incidents/${key}`;
  const { items } = (await ask(page, `${address}/alerts`)).body;
  await command(page, address, { command: "split", alerts: [items[0].number] });
  const { related } = (await ask(page, address)).body;
  return related.find(({ relation }: { relation: string }) => relation === "split").key;
}

/** How often a text stands in the memory of the console's module. */
export const inMemory = (page: Page, text: string) =>
  page.evaluate(async (text) => {
    const script = await import(document.getElementById("boot")!.dataset.js!);
    const memory = new Uint8Array(((await script.default()).memory as WebAssembly.Memory).buffer);
    const sought = new TextEncoder().encode(text);
    let count = 0;
    for (let at = memory.indexOf(sought[0]!); at >= 0; at = memory.indexOf(sought[0]!, at + 1)) {
      if (sought.every((byte, place) => memory[at + place] === byte)) count++;
    }
    return count;
  }, text);
