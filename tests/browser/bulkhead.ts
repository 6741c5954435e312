// Fixtures: a server per worker, and a page on which every complaint of the browser fails the test.
import { type Page, test as base, expect } from "@playwright/test";
import { Server } from "./server.ts";

export { expect };

/** Every demo user has this password. */
export const password = "bulkhead-demo";

type Complaints = { list: string[]; expect: (pattern: RegExp) => void };

export const test = base.extend<{ complaints: Complaints }, { server: Server }>({
  server: [
    async ({}, use, worker) => {
      const server = await Server.onCopy(`worker-${worker.parallelIndex}`);
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

/** Signs in through the real form; `user` is the part before `.example`, e.g. `analyst@aurora`. */
export async function signIn(page: Page, user: string): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, user);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
}

export async function fillSignIn(page: Page, user: string, secret = password): Promise<void> {
  await page.getByLabel("Email").fill(`${user}.example`);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
