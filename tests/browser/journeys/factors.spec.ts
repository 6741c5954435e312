// Second factor, passkeys, sessions, and the organisation's own sign-in, as people go through them.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { createHmac } from "node:crypto";
import { expect, fillSignIn, password, signIn, signOut, testOnItsOwn } from "../bulkhead.ts";
import { IdProvider } from "../id_provider.ts";
import { setProvider } from "../server.ts";

// A server of its own: a user with a second factor is in the way of everybody else's tests.
const test = testOnItsOwn("factors");

/** What an authenticator app shows at a time step counted from now (RFC 6238). */
function code(secret: string, later = 0): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

async function openPreferences(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account: / }).click();
  await page.getByRole("link", { name: "Preferences and security" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Preferences and security" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Where you are signed in" }).getByText("this one")).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

const signedIn = (page: Page) => expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();

test("an authenticator app is added, asked for in place, and stood in for by a recovery code", async ({ page }) => {
  test.setTimeout(60_000);
  const chunks: string[] = [];
  page.on("request", (request) => request.url().includes("split_preferences") && chunks.push(request.url()));
  await signIn(page, "admin@quill");
  expect(chunks, "the screen travels when it is opened").toEqual([]);
  await openPreferences(page);
  const card = page.getByRole("region", { name: "Authenticator app" });
  await card.getByRole("button", { name: "Add an app…" }).click();
  await expect(card.getByLabel("Your password")).toBeFocused();
  await card.getByLabel("Your password").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("alert")).toHaveText("The password is wrong");
  await expect(card.getByLabel("Your password")).toHaveValue("wrong");
  await card.getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  await expect(card.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  await expectAccessible(page);
  const secret = (await card.locator("code").innerText()).replaceAll(" ", "");
  await card.getByLabel("Code that the app shows").fill("000000");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("alert")).toContainText("The code is wrong");
  await card.getByLabel("Code that the app shows").fill(code(secret));
  await page.keyboard.press("Enter");
  const codes = card.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  await expectAccessible(page);
  const recovery = await codes.first().innerText();
  await card.getByRole("button", { name: "I have kept them" }).click();
  await expect(card).toContainText("10 recovery codes left");
  await signOut(page);

  await fillSignIn(page, "admin@quill");
  const box = page.getByLabel("Code", { exact: true });
  await expect(box).toBeFocused();
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(password);
  await expectAccessible(page);
  await box.fill("000000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "The code is wrong or was used" })).toBeVisible();
  await box.fill(code(secret, 1));
  await page.keyboard.press("Enter");
  await signedIn(page);
  await signOut(page);
  await fillSignIn(page, "admin@quill");
  await box.fill(recovery.toLowerCase());
  await page.keyboard.press("Enter");
  await signedIn(page);
  await openPreferences(page);
  await expect(card).toContainText("9 recovery codes left");
  await card.getByRole("button", { name: "Remove the app…" }).click();
  await card.getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  await expect(card.getByRole("button", { name: "Add an app…" })).toBeVisible();
});

test("a passkey is added, signs in without a password, and is removed", async ({ page }) => {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, "lead@aurora");
  await openPreferences(page);
  const card = page.getByRole("region", { name: "Passkeys" });
  await card.getByRole("button", { name: "Add a passkey…" }).click();
  await card.getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  await expect(card.getByRole("alert")).toContainText("Give it a name");
  await card.getByLabel("Name of the passkey").fill("Laptop");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("listitem")).toContainText(/Laptop.*not used yet/);
  await expectAccessible(page);
  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await signedIn(page);
  await openPreferences(page);
  await expect(page.getByRole("region", { name: "Where you are signed in" })).toContainText("by passkey");

  await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
  await signOut(page);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "The browser gave no passkey" })).toBeVisible();
  await fillSignIn(page, "lead@aurora");
  await signedIn(page);
  await openPreferences(page);
  await card.getByRole("button", { name: "Remove Laptop" }).click();
  await expect(card.getByRole("listitem")).toHaveCount(0);
});

test("signing out everywhere else ends other browsers and not this one", async ({ page, browser, server }) => {
  const elsewhere = await browser.newContext({ baseURL: server.address });
  const other = await elsewhere.newPage();
  await signIn(other, "analyst@aurora");
  await signIn(page, "analyst@aurora");
  await openPreferences(page);
  const card = page.getByRole("region", { name: "Where you are signed in" });
  await expect(card.getByRole("listitem")).toHaveCount(2);
  await card.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(card.getByRole("listitem")).toHaveCount(1);
  await expect(other.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
  await page.getByRole("link", { name: "Queue" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  await elsewhere.close();
});

test("a changed password is the one that signs in", async ({ page }) => {
  await signIn(page, "viewer@aurora");
  await openPreferences(page);
  const card = page.getByRole("region", { name: "Password" });
  await card.getByRole("button", { name: "Change the password…" }).click();
  await card.getByLabel("New password").fill("short");
  await card.getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  await expect(card.getByRole("alert")).toHaveText("At least 8 characters");
  await card.getByLabel("New password").fill("a much better one");
  await page.keyboard.press("Enter");
  await expect(card.getByRole("button", { name: "Change the password…" })).toBeVisible();
  await signOut(page);
  await fillSignIn(page, "viewer@aurora");
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
  await fillSignIn(page, "viewer@aurora", "a much better one");
  await signedIn(page);
});

test("people of an organisation sign in at its own provider and go on where they wanted to", async ({ page, server }) => {
  const provider = await IdProvider.start({ sub: "olga-1", name: "Olga Brandão", groups: ["soc-analysts"] });
  await setProvider(server, "aurora", provider, "soc-analysts=aurora-analyst");
  await page.goto("/c/harbor/queue");
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  const name = page.getByLabel("Your organisation");
  await expect(name).toBeFocused();
  await expectAccessible(page);
  for (const unknown of ["nobody", "basalt"]) {
    await name.fill(unknown);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("alert").filter({ hasText: "There is no sign-in for this name" })).toBeVisible();
  }
  await name.fill("Aurora");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/c/harbor/queue");
  await expect(page.getByRole("button", { name: "Account: Olga Brandão" })).toBeVisible();
  await openPreferences(page);
  await expect(page.getByText("You sign in through your organisation")).toBeVisible();
  await expect(page.getByRole("region", { name: "Where you are signed in" })).toContainText("through your organisation");

  provider.claims.groups = ["strangers"];
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await name.fill("aurora");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "did not let you in" })).toBeVisible();
  await provider.stop();
});
