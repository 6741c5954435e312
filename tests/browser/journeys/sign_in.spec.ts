// Signing in, being signed out in the middle of work, and signing out.
import { ask, endSession, expect, fillSignIn, holdBack, openIncident, signIn, signOut, test } from "../bulkhead.ts";

test("a wrong password and an unknown account get the same answer", async ({ page }) => {
  await page.goto("/sign-in");
  await fillSignIn(page, "analyst@aurora", "not-the-password");
  const problem = page.getByRole("alert").filter({ hasText: "The e-mail or the password is wrong" });
  await expect(problem).toBeVisible();
  await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue("analyst@aurora.example");
  await fillSignIn(page, "nobody@aurora");
  await expect(problem).toBeVisible();
  await fillSignIn(page, "analyst@aurora");
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
});

test("an address asked for before signing in is where one arrives", async ({ page }) => {
  await page.goto("/c/harbor/queue?status=new");
  await fillSignIn(page, "analyst@aurora");
  await expect(page.getByRole("heading", { level: 1, name: "Queue" })).toBeVisible();
  expect(page.url()).toContain("/c/harbor/queue?status=new");
});

test("a session that ends in the middle of work is renewed in place, and typed text is kept", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const address = await openIncident(page, "/c/harbor", 3);
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("Asked the client whether the change was planned");
  await endSession(page);
  // The stream may tell the page first: then the dialog already stands over the button, and the mouse would not reach it.
  await page.getByRole("button", { name: "Add internal note" }).evaluate((button: HTMLButtonElement) => button.click());
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "E-mail" })).toHaveValue("analyst@aurora.example");
  await dialog.getByLabel("Password", { exact: true }).fill("bulkhead-demo");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();
  expect(new URL(page.url()).pathname).toBe(address);
  await expect(note).toHaveValue("Asked the client whether the change was planned");
  await page.getByRole("button", { name: "Add internal note" }).click();
  await expect(note).toHaveValue("");
  await expect(page.getByText("Asked the client whether the change was planned")).toBeVisible();
});

test("what was refused before a session was renewed does not end it again, and is sent once more", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  await openIncident(page, "/c/harbor", 3);
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("Asked for the change's number");
  // Both answers travel for as long as signing in takes: that of the note, and that of the live stream's next attempt.
  const held = new Set<string>();
  let travels = true;
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\/(events|notes)$/, async (route) => {
    if (!travels) return route.fallback();
    const response = await route.fetch();
    held.add(new URL(route.request().url()).pathname.split("/").at(-1) ?? "");
    await arrived;
    await route.fulfill({ response });
  });
  await endSession(page);
  await page.getByRole("button", { name: "Add internal note" }).evaluate((button: HTMLButtonElement) => button.click());
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await expect.poll(() => [...held].sort()).toEqual(["events", "notes"]);
  travels = false;
  await dialog.getByLabel("Password", { exact: true }).fill("bulkhead-demo");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();
  arrive();
  await expect(page.getByText("Asked for the change's number")).toBeVisible();
  await expect(note).toHaveValue("");
  await expect(dialog).toBeHidden();
});

test("a password typed before there is a field for it stands nowhere later", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  const release = await holdBack(page, /sign_in[^/]*\.wasm$/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await endSession(page);
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog.locator(".skeleton")).toBeVisible();
  await page.keyboard.type("bulkhead-demo");
  release();
  await dialog.getByLabel("Password", { exact: true }).fill("bulkhead-demo");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(dialog).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or run a command" })).toHaveValue("");
});

test("another user signing in after the end of a session finds nothing of the first", async ({ page }) => {
  await signIn(page, "analyst@aurora");
  await openIncident(page, "/c/meridian", 0);
  await page.getByRole("textbox", { name: "Note" }).fill("For Aurora's eyes");
  await endSession(page);
  // Nothing is pressed: the end of the session reaches the open page by itself.
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.getByRole("textbox", { name: "E-mail" }).fill("manager@harbor.example");
  await dialog.getByLabel("Password", { exact: true }).fill("bulkhead-demo");
  await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/c/harbor/overview");
  await expect(page.getByText("For Aurora's eyes")).toHaveCount(0);
  await expect(page.getByText("Meridian")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByText("Meridian")).toHaveCount(0);
});

test("after signing out nothing comes back", async ({ page }) => {
  await signIn(page, "manager@harbor");
  await signOut(page);
  expect((await ask(page, "/session")).status).toBe(401);
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  await page.goBack();
  await expect(page.getByText("Harbor Logistics")).toHaveCount(0);
});
