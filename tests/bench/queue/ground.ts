// What is measured on: the stores that `cargo bench --bench queue stores` left in target/bench, served from copies, or a tenant
// API that runs already; each behind a front, with somebody signed in.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { fillSignIn } from "../../browser/bulkhead.ts";
import type { Browser, BrowserContext } from "../../browser/playwright.ts";
import { Server, root, targetFolder } from "../../browser/server.ts";
import { Front } from "./front.ts";
import { wishes } from "./wishes.ts";

export type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** A list, where it is, and a browser's state of who sees all of it. */
export type Ground = { front: Front; signedIn: SignedIn; rows: number; close: () => Promise<void> };

/** A million rows, and a thousand where there are such. */
export async function open(browser: Browser): Promise<{ large: Ground; small: Ground | undefined }> {
  if (wishes.address) return { large: await behind(browser, wishes.address, async () => {}), small: undefined };
  return { large: await store(browser, 1_000_000), small: await store(browser, 1_000) };
}

async function store(browser: Browser, incidents: number): Promise<Ground> {
  const file = path.join(targetFolder, `bench/queue-${incidents}/bulkhead.db`);
  if (!existsSync(file)) throw new Error(`there is no ${file}: \`cargo bench -p tenant_api --bench queue stores\` makes it`);
  console.log(`      serving a copy of ${incidents.toLocaleString("en")} incidents`);
  const server = await Server.onCopy(`bench-${incidents}`, file);
  // The stores' own people cannot sign in. Nobody is added to the store itself, which stays as it was made.
  const who = ["--email", wishes.user, "--name", "Bench", "--organisation", "msp", "--profile", "administrator"];
  await promisify(execFile)(
    path.join(targetFolder, "release/tenant-api"),
    ["user", "add", ...who, "--password", wishes.password, "--database", `sqlite:${server.file}`],
    { cwd: root },
  );
  return behind(browser, server.address, async () => {
    await server.stop();
    await rm(path.dirname(server.file), { recursive: true, force: true });
  });
}

async function behind(browser: Browser, address: string, stop: () => Promise<void>): Promise<Ground> {
  const front = await Front.before(address);
  const context = await browser.newContext({ baseURL: front.origin });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, wishes.user.replace(/\.example$/, ""), wishes.password);
  await page.getByRole("navigation", { name: "Main" }).waitFor({ timeout: 60_000 });
  const facets = await page.evaluate(async () => (await fetch("/api/v1/all/queue/facets")).json());
  const signedIn = await context.storageState();
  await context.close();
  const close = async () => {
    front.close();
    await stop();
  };
  return { front, signedIn, rows: facets.total, close };
}
