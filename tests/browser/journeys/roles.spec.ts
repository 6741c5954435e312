// What each demo user sees, and as carefully what each does not.
import { ask, enter, expect, signIn, test } from "../bulkhead.ts";

/** Where a user arrives, how many clients there are to switch between (1: no switcher), and what is offered. */
type Role = { arrives: string; clients: number; queue: boolean; evidence?: boolean; internal?: boolean };

const roles: Record<string, Role> = {
  "admin@aurora": { arrives: "/all/overview", clients: 12, queue: true },
  "lead@aurora": { arrives: "/all/overview", clients: 12, queue: true, evidence: true, internal: true },
  "analyst@aurora": { arrives: "/all/overview", clients: 12, queue: true, evidence: true, internal: true },
  "junior@aurora": { arrives: "/all/overview", clients: 2, queue: true, evidence: false, internal: true },
  "viewer@aurora": { arrives: "/all/overview", clients: 12, queue: false },
  "manager@harbor": { arrives: "/c/harbor/overview", clients: 1, queue: true, evidence: true, internal: false },
  "analyst@harbor": { arrives: "/c/harbor/overview", clients: 1, queue: true, evidence: true, internal: false },
  "viewer@harbor": { arrives: "/c/harbor/overview", clients: 1, queue: false },
  "admin@basalt": { arrives: "/all/overview", clients: 3, queue: true },
  "admin@quill": { arrives: "/c/quill/overview", clients: 1, queue: true },
};

for (const [user, role] of Object.entries(roles)) {
  test(`${user} sees what is theirs`, async ({ page }) => {
    await signIn(page, user);
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(role.arrives);

    const { body: session } = await ask(page, "/session");
    expect(session.clients).toHaveLength(role.clients);
    const switcher = page.locator("button").filter({ hasText: /All managed clients/ });
    await expect(switcher).toHaveCount(role.clients > 1 ? 1 : 0);

    const navigation = page.getByRole("navigation", { name: "Main" });
    await expect(navigation.getByRole("link", { name: /^Queue/ })).toHaveCount(role.queue ? 1 : 0);
    const figures = page.getByRole("main").getByRole("link", { name: /^(Open|Breached|Unassigned)/ });
    await expect(figures).toHaveCount(role.queue ? 3 : 0);
    if (!role.queue) return;

    await navigation.getByRole("link", { name: /^Queue/ }).click();
    const rows = page.getByRole("grid", { name: "Incidents" }).getByRole("link");
    await expect(rows.first()).toBeVisible();
    const mine = new Set(session.clients.map((client: { id: string }) => client.id));
    for (const address of await rows.evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).pathname))) {
      expect(mine).toContain(address.split("/")[2]);
    }

    await rows.first().click();
    await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
    if (role.evidence !== undefined) {
      await expect(page.getByRole("button", { name: "Open evidence…" })).toHaveCount(role.evidence ? 1 : 0);
    }
    if (role.internal !== undefined) {
      await expect(page.getByRole("button", { name: /^Add internal note/ })).toHaveCount(role.internal ? 1 : 0);
    }
  });
}

test("an internal note exists for the provider only", async ({ page, browser, server }) => {
  await enter(page, "analyst@aurora");
  await page.goto("/c/harbor/queue?status=new,in_progress,on_hold");
  await page.getByRole("grid", { name: "Incidents" }).getByRole("link").nth(4).click();
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("Between us: third time this month");
  await page.getByRole("button", { name: "Add internal note" }).click();
  await expect(note).toHaveValue("");
  const address = new URL(page.url()).pathname;

  const client = await (await browser.newContext({ baseURL: server.address })).newPage();
  await enter(client, "manager@harbor");
  await client.goto(address);
  await expect(client.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
  await expect(client.getByText("Between us")).toHaveCount(0);
  const { body } = await ask(client, `${address}/timeline`);
  expect(JSON.stringify(body)).not.toContain("Between us");
  await client.context().close();
});
