// Every screen there is, for whoever looks at all of them.
import { type Page } from "@playwright/test";
import { ask, command, connectWall, expect, fillSignIn, hearLate, openEvidence, openIncident, openQueue, rows, splitOff, tell, withSeveralAlerts } from "./bulkhead.ts";

/** Where it is opened in another way, or shows something else, narrow, it says so. */
export type Screen = { name: string; user?: string; isOtherWhereNarrow?: boolean; open: (page: Page) => Promise<void> };

const overview = (scope: string) => async (page: Page) => {
  await page.goto(`${scope}/overview`);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByText("Unassigned").first()).toBeVisible();
};

/** Opens an address and waits for a table of that name. */
const table = (address: string, name: string | RegExp) => async (page: Page) => {
  await page.goto(address);
  await expect(page.getByRole("table", { name }).first()).toBeVisible();
};

/** Opens the queue and selects its first three rows by keyboard. */
const selected = async (page: Page) => {
  await openQueue(page, "/all", "status=new,in_progress&priority=critical");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  for (let more = 0; more < 2; more++) await page.keyboard.press("J");
  await expect(page.getByRole("toolbar", { name: "Selection" })).toBeVisible();
};

/** Opens the queue at a view of this user, beside others of the team, with something changed since it was saved. */
const viewed = async (page: Page) => {
  for (const [name, visibility, filter] of [
    ["Critical and high, still nobody's", "mine", { status: "new", priority: "critical,high", assignee: "nobody" }],
    ["Waiting for clients", "team", { status: "on_hold" }],
    ["Gold tier, last 7 days", "team", { status: "new,in_progress", group: "gold", created_from: "-7d" }],
  ] as const) {
    // Refused where an earlier look has saved it.
    await tell(page, "POST", "/views", { name, visibility, filter });
  }
  const { body } = await ask(page, "/views");
  const own = body.items.find((view: { visibility: string }) => view.visibility === "mine");
  await tell(page, "PATCH", "/preferences", { default_view: own.id });
  await openQueue(page, "/all", `status=new&priority=critical,high&assignee=nobody&sort=created&view=${own.id}`);
  await expect(page.getByText("changed", { exact: true })).toBeVisible();
};

/** Becomes a wallboard, and opens it. */
const wall = (address: string, fields: Record<string, unknown>) => async (page: Page) => {
  await connectWall(page, fields);
  await page.goto(address);
  await expect(page.getByRole("list", { name: "Burns first" })).toBeVisible();
};

/** Takes a few incidents of two clients, and opens the hand-over. */
const handing = async (page: Page) => {
  const newest = async (client: string) => (await ask(page, `/c/${client}/queue?status=new&sort=created&limit=2`)).body.items;
  const both = [...(await newest("harbor")), ...(await newest("meridian"))];
  const rows = both.map(({ key, version }: { key: string; version: number }) => ({ key, version }));
  await tell(page, "POST", "/all/queue/bulk", { what: { command: "assign", assignee: "admin-aurora" }, over: { kind: "rows", rows } });
  const assigned = async () => (await ask(page, `/all/queue/rows?keys=${rows.at(-1)?.key}`)).body.items[0].assignee?.id;
  await expect.poll(assigned).toBe("admin-aurora");
  await page.goto("/all/handover");
  await expect(page.getByRole("table", { name: "Your open incidents" }).getByRole("link").first()).toBeVisible();
};

/** Silences what an incident was opened by, where that is not critical, and opens the list. */
const silenced = async (page: Page) => {
  const { items } = (await ask(page, "/c/cedar/queue?severity=low,medium,high&limit=1")).body;
  const address = `/c/cedar/incidents/${items[0].key}`;
  const { receipt } = (await tell(page, "POST", `${address}/evidence-openings`, { reason: "To look into it" })).body;
  const alerts = (await ask(page, `${address}/alerts`)).body.items;
  // Refused where an earlier look has made it.
  const silence = { alert: alerts[0].number, with_entity: true, reason: "It says so every night" };
  await tell(page, "POST", `${address}/evidence-openings/${receipt.id}/silences`, silence);
  await page.goto("/all/silences");
  await expect(page.getByRole("table", { name: "Silences" })).toBeVisible();
};

/** Opens an incident that was split off another one, and merged into it again. */
const merged = async (page: Page) => {
  const key = await withSeveralAlerts(page, "cedar");
  const address = `/c/cedar/incidents/${await splitOff(page, "cedar", key)}`;
  await command(page, address, { command: "merge", into: key });
  await page.goto(address);
  await expect(page.getByRole("region", { name: "Related" })).toContainText(`Merged into ${key}`);
};

/** Opens an incident that has a task of each kind. */
const tasked = async (page: Page, text: string) => {
  const address = await openIncident(page, "/c/willow", 1);
  for (const more of [{ owner: "msp", due_min: 0 }, { owner: "msp", internal: true }, { owner: "client", approval: true, mandatory: true }]) {
    await tell(page, "POST", `${address}/tasks`, { task: { phase: "containment", text, ...more } });
  }
  await page.reload();
  await expect(page.getByRole("region", { name: "Tasks" }).getByRole("listitem").first()).toBeVisible();
};

/** Opens the incident of Harbor's that waits for its people, as the demo has it. */
const awaited = async (page: Page) => {
  for (const { key } of (await ask(page, "/c/harbor/queue?status=on_hold&limit=200")).body.items) {
    const { tasks } = (await ask(page, `/c/harbor/incidents/${key}`)).body;
    if (tasks.open > 0) return void (await page.goto(`/c/harbor/incidents/${key}`));
  }
};

/** Opens a request of Harbor's. */
const request = (key: string) => async (page: Page) => {
  await page.goto(`/c/harbor/requests/${key}`);
  await expect(page.getByRole("region", { name: "Conversation" }).getByRole("listitem").first()).toBeVisible();
};

export const screens: Screen[] = [
  {
    name: "sign-in",
    open: async (page) => {
      await page.goto("/sign-in");
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    },
  },
  {
    name: "sign-in-wrong",
    open: async (page) => {
      await page.goto("/sign-in");
      await fillSignIn(page, "analyst@aurora", "wrong");
      await expect(page.getByRole("alert").filter({ hasText: "wrong" })).toBeVisible();
    },
  },
  { name: "overview-all", user: "analyst@aurora", open: overview("/all") },
  { name: "overview-client", user: "manager@harbor", open: overview("/c/harbor") },
  { name: "overview-viewer", user: "viewer@harbor", open: overview("/c/harbor") },
  {
    name: "clients",
    user: "analyst@aurora",
    open: async (page) => {
      await page.goto("/all/overview/clients");
      await expect(page.getByRole("table").first()).toBeVisible();
    },
  },
  ...["/all", "/c/harbor"].map((scope) => ({
    name: `attack-${scope.split("/").at(-1)}`,
    user: "lead@aurora",
    open: async (page: Page) => {
      await page.goto(`${scope}/overview/attack`);
      await expect(page.getByRole("group", { name: "Credential access" }).getByRole("link").first()).toBeVisible();
    },
  })),
  { name: "queue-all", user: "analyst@aurora", open: (page) => openQueue(page, "/all") },
  { name: "queue-client", user: "manager@harbor", open: (page) => openQueue(page, "/c/harbor") },
  {
    name: "queue-end",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/all", "");
      await page.keyboard.press("j");
      await page.keyboard.press("End");
      await expect(page.getByRole("grid").getByText("Loading", { exact: true })).toHaveCount(0);
    },
  },
  { name: "queue-selected", user: "analyst@aurora", open: selected },
  {
    name: "queue-status",
    user: "analyst@aurora",
    open: async (page) => {
      await selected(page);
      await page.keyboard.press("s");
      await page.getByRole("dialog").getByRole("radio", { name: "On hold" }).check();
    },
  },
  {
    name: "queue-assign",
    user: "analyst@aurora",
    open: async (page) => {
      await selected(page);
      await page.getByRole("button", { name: "Assign…" }).click();
      await expect(page.getByRole("dialog").getByRole("radio").first()).toBeVisible();
    },
  },
  {
    // A note waits for half a minute before it is written, so what stands here does not change under the eyes.
    name: "queue-outcome",
    user: "analyst@aurora",
    open: async (page) => {
      await selected(page);
      await page.keyboard.press("c");
      await page.getByRole("dialog").getByRole("textbox", { name: "Note" }).fill("Seen in the morning round");
      await page.getByRole("button", { name: "Add note" }).click();
      await expect(page.getByRole("region", { name: "Selection" }).getByRole("listitem").first()).toBeVisible();
    },
  },
  {
    // The page hears of a change only after it has sent its own.
    name: "queue-conflict",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/c/tidewater", "status=in_progress");
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.keyboard.press("J");
      const release = await hearLate(page);
      for (const place of [0, 1]) {
        const address = (await rows(page).nth(place).getAttribute("href")) ?? "";
        const { priority } = (await ask(page, address)).body;
        await command(page, address, { command: "set_priority", priority: priority === "critical" ? "high" : "critical" });
      }
      await page.keyboard.press("p");
      await page.getByRole("dialog").getByRole("radio", { name: "Medium" }).check();
      await page.getByRole("button", { name: "Set", exact: true }).click();
      await expect(page.getByRole("region", { name: "Selection" }).getByText("2 left as they were").first()).toBeVisible();
      release();
      await expect(page.getByRole("group", { name: "Somebody was faster with 2 of them" }).first()).toBeVisible();
      await page.unrouteAll({ behavior: "ignoreErrors" });
    },
  },
  {
    name: "queue-peek",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/all", "status=new,in_progress&priority=critical");
      await page.keyboard.press("j");
      await page.keyboard.press("o");
      await expect(page.getByRole("complementary", { name: "The row at hand" }).getByText("Evidence", { exact: true })).toBeVisible();
    },
  },
  {
    name: "queue-views",
    user: "lead@aurora",
    open: async (page) => {
      await viewed(page);
      await page.getByRole("button", { name: /^Critical and high/ }).click();
      await expect(page.getByRole("link", { name: /^Waiting for clients/ })).toBeVisible();
    },
  },
  {
    name: "queue-view-saved",
    user: "lead@aurora",
    open: async (page) => {
      await viewed(page);
      await page.getByRole("button", { name: /^Critical and high/ }).click();
      await page.getByRole("button", { name: "Save view…" }).click();
      await expect(page.getByRole("dialog", { name: "Save this view" })).toBeVisible();
    },
  },
  {
    // Where rows are cards there are no columns to choose.
    name: "queue-columns",
    user: "analyst@aurora",
    isOtherWhereNarrow: true,
    open: async (page) => {
      await openQueue(page, "/all");
      const button = page.getByRole("button", { name: "Columns…" });
      if (!(await button.isVisible())) return;
      await button.click();
      await expect(page.getByRole("dialog", { name: "Columns" }).getByRole("checkbox", { name: "Category" })).toBeVisible();
    },
  },
  {
    // Of somebody whose queue no other screen here shows.
    name: "queue-columns-chosen",
    user: "admin@basalt",
    isOtherWhereNarrow: true,
    open: async (page) => {
      const names = ["breach", "priority", "key", "client", "incident", "category", "status", "assets", "history", "updated"];
      const queue_columns = names.map((column) => (column === "category" ? { column, width_px: 180 } : { column }));
      await tell(page, "PATCH", "/preferences", { queue_columns });
      await openQueue(page, "/all");
      const isNarrow = (page.viewportSize()?.width ?? 0) <= 760;
      // Cards have no columns.
      await expect(page.getByRole("columnheader", { name: "Category" })).toHaveCount(isNarrow ? 0 : 1);
    },
  },
  {
    name: "queue-more-filters",
    user: "analyst@aurora",
    isOtherWhereNarrow: true,
    open: async (page) => {
      await openQueue(page, "/all", "status=new,in_progress&tactic=TA0006,TA0008&group=gold&created_from=-7d");
      const filters = page.getByRole("button", { name: /^Filters/ });
      if (await filters.isVisible()) await filters.click();
      await page.getByRole("button", { name: "More", exact: true }).click();
      await expect(page.getByRole("radio", { name: "Last 7 days" })).toBeChecked();
    },
  },
  {
    name: "queue-empty",
    user: "analyst@aurora",
    open: async (page) => {
      await page.goto("/c/harbor/queue?q=zzzzzz");
      await expect(page.getByText("No incident matches")).toBeVisible();
    },
  },
  {
    name: "handover",
    user: "admin@aurora",
    open: async (page) => {
      await handing(page);
      await page.getByRole("combobox", { name: /^To/ }).selectOption({ label: "Sam Whitfield" });
      await expect(page.getByText(/^Not offered, because/)).toBeVisible();
    },
  },
  {
    // To somebody who selects nothing in any journey: the offer stays on their queue.
    name: "handover-offered",
    user: "admin@aurora",
    open: async (page) => {
      await handing(page);
      await page.getByRole("combobox", { name: /^To/ }).selectOption({ label: "Sam Whitfield" });
      await page.getByRole("button", { name: /^Offer / }).click();
      await expect(page.getByRole("table", { name: "Offered by you" })).toBeVisible();
    },
  },
  {
    name: "switcher",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/all");
      await page.keyboard.press("Control+Alt+k");
      await expect(page.getByRole("dialog", { name: "Switch client" })).toBeVisible();
    },
  },
  {
    name: "switcher-favourites",
    user: "lead@aurora",
    open: async (page) => {
      await tell(page, "PATCH", "/preferences", { favourites: ["/g/gold", "/c/harbor"], visited: "/c/cedar" });
      await openQueue(page, "/all");
      await page.keyboard.press("Control+Alt+k");
      await expect(page.getByText("Favourites", { exact: true })).toBeVisible();
    },
  },
  {
    name: "account",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/all");
      await page.getByRole("button", { name: /^Account: / }).click();
      await expect(page.getByRole("checkbox", { name: /^Single-key shortcuts/ })).toBeVisible();
    },
  },
  {
    name: "keys",
    user: "analyst@aurora",
    open: async (page) => {
      await openQueue(page, "/all");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  { name: "incident", user: "analyst@aurora", open: async (page) => void (await openIncident(page, "/c/harbor", 5)) },
  { name: "incident-client", user: "manager@harbor", open: async (page) => void (await openIncident(page, "/c/harbor", 5)) },
  { name: "incident-closed", user: "analyst@aurora", open: async (page) => void (await openIncident(page, "/c/harbor", 0, "status=closed")) },
  {
    name: "incident-tasks",
    user: "analyst@aurora",
    open: (page) => tasked(page, "Ask the client"),
  },
  {
    name: "incident-tasks-client",
    user: "analyst@harbor",
    open: async (page) => {
      await awaited(page);
      await expect(page.getByRole("region", { name: "Tasks" }).getByRole("listitem").first()).toBeVisible();
    },
  },
  {
    name: "incident-task-skipped",
    user: "analyst@aurora",
    open: async (page) => {
      await tasked(page, "Nobody needs it");
      await page.getByRole("button", { name: /^Skip…: / }).first().click();
      await expect(page.getByRole("dialog", { name: "Skip a task" })).toBeVisible();
    },
  },
  {
    name: "incident-tasks-added",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/willow", 2);
      await page.getByRole("button", { name: "Add tasks…" }).click();
      await expect(page.getByRole("dialog", { name: "Add tasks" }).getByRole("option", { name: "Phishing" })).toHaveCount(1);
    },
  },
  {
    name: "incident-rating",
    user: "manager@harbor",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 0, "status=closed");
      await expect(page.getByRole("region", { name: "How was it handled?" })).toBeVisible();
    },
  },
  {
    name: "incident-mention",
    // What is typed stays as this person's draft: where nobody else writes.
    user: "lead@aurora",
    open: async (page) => {
      await openIncident(page, "/c/granite", 5);
      await page.getByRole("radio", { name: "Shared with Granite Construction" }).check();
      await page.getByRole("textbox", { name: "Note" }).pressSequentially("Ask @");
      await expect(page.getByRole("listbox", { name: "People who can be mentioned" })).toBeVisible();
    },
  },
  {
    name: "incident-notes",
    user: "lead@aurora",
    open: async (page) => {
      const address = await openIncident(page, "/c/granite", 3);
      const body = "## Found\n\n**Two** of `ten` are [known](https://example.org/known):\n\n- one\n- two\n\n> As before, @[analyst-aurora]\n\n```\nls -l\n```";
      for (const visibility of ["internal", "shared"]) await tell(page, "POST", `${address}/notes`, { visibility, body });
      await page.reload();
      await expect(page.getByText("@Ana Moreira").nth(1)).toBeVisible();
    },
  },
  {
    name: "incident-opened",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 6);
      await openEvidence(page);
    },
  },
  {
    name: "incident-silence",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 6);
      await openEvidence(page);
      await page.getByRole("button", { name: "Silence…" }).first().click();
      await expect(page.getByRole("group", { name: "Silence what detected it" })).toBeVisible();
    },
  },
  { name: "silences", user: "analyst@aurora", open: silenced },
  {
    name: "evidence-search",
    user: "analyst@aurora",
    open: async (page) => {
      await page.goto("/all/evidence-search");
      await page.getByRole("combobox", { name: "Kind" }).selectOption({ label: "Address" });
      await page.getByRole("textbox", { name: "Value" }).fill("192.0.2.1");
      await page.getByRole("textbox", { name: /^Why do you search/ }).fill("It stands in a report");
      await page.getByRole("button", { name: "Search", exact: true }).click();
      await expect(page.getByRole("status").filter({ hasText: "clients that were searched" })).toBeVisible();
    },
  },
  {
    name: "incident-why",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 0, "status=new&assignee=nobody");
      await page.getByRole("button", { name: "Open evidence…" }).click();
      await page.getByRole("radio", { name: "Another reason…" }).check();
      await expect(page.getByRole("textbox", { name: "Your reason" })).toBeVisible();
    },
  },
  {
    name: "incident-found",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 6);
      await openEvidence(page);
      await page.getByRole("searchbox", { name: "Find in the record" }).first().fill("e");
      await expect(page.getByRole("status").filter({ hasText: /^1 of \d+$/ })).toBeVisible();
    },
  },
  {
    name: "incident-ask-colleague",
    user: "junior@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 3);
      await page.getByRole("button", { name: "Ask a colleague to open…" }).click();
      await expect(page.getByRole("button", { name: "Ask", exact: true })).toBeVisible();
    },
  },
  {
    name: "incident-close",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 7);
      await page.keyboard.press("e");
      await expect(page.getByRole("dialog", { name: /^Close HAR-/ })).toBeVisible();
    },
  },
  { name: "incident-merged", user: "analyst@aurora", open: merged },
  {
    name: "incident-restrict",
    user: "lead@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 7);
      await page.getByRole("region", { name: "Facts" }).getByRole("button", { name: "Restrict…" }).click();
      await expect(page.getByRole("dialog", { name: "Restrict the incident" }).getByRole("checkbox").first()).toBeVisible();
    },
  },
  { name: "admin-clients", user: "admin@aurora", open: table("/admin/clients", "Clients") },
  {
    name: "admin-client",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/clients/meridian", "Service levels")(page);
      await expect(page.getByRole("button", { name: "New key…" })).toBeVisible();
    },
  },
  {
    name: "admin-new-client",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/clients", "Clients")(page);
      await page.getByRole("button", { name: "New client…" }).click();
      await page.getByRole("button", { name: "Create client" }).click();
      await expect(page.getByText("This is needed").first()).toBeVisible();
    },
  },
  { name: "admin-groups", user: "admin@aurora", open: table("/admin/groups", "Groups") },
  { name: "admin-playbooks", user: "admin@aurora", open: table("/admin/playbooks", "Playbooks") },
  {
    name: "admin-playbook",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/playbooks", "Playbooks")(page);
      await page.getByRole("button", { name: "Edit Account takeover" }).click();
      const approval = page.getByRole("group", { name: "Step 2" });
      await approval.getByText("Approved beforehand").click();
      await expect(approval.getByRole("checkbox", { name: "Harbor Logistics" })).toBeChecked();
    },
  },
  { name: "admin-service-levels", user: "admin@aurora", open: table("/admin/service-levels", "Service levels") },
  {
    name: "admin-profiles",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/profiles", "Profiles")(page);
      await page.getByRole("checkbox", { name: "Dashboards: See the queue" }).click();
      await expect(page.getByText("1 change is not saved")).toBeVisible();
    },
  },
  { name: "admin-profiles-read", user: "lead@aurora", open: table("/admin/profiles", "Profiles") },
  { name: "admin-people", user: "admin@aurora", open: table("/admin/people", "People") },
  {
    name: "admin-invite",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/people", "People")(page);
      await page.getByRole("button", { name: "Invite…" }).click();
      await page.getByRole("button", { name: "Add a client or group" }).click();
    },
  },
  { name: "admin-teams", user: "admin@aurora", open: table("/admin/teams", "Teams") },
  {
    name: "admin-new-team",
    user: "admin@aurora",
    open: async (page) => {
      await table("/admin/teams", "Teams")(page);
      await page.getByRole("button", { name: "New team…" }).click();
      await expect(page.getByRole("dialog").getByRole("checkbox").first()).toBeVisible();
    },
  },
  {
    name: "queue-my-teams",
    user: "analyst@aurora",
    isOtherWhereNarrow: true,
    open: async (page) => {
      await openQueue(page, "/all", "status=new,in_progress&assignee=my_teams");
      const filters = page.getByRole("button", { name: /^Filters/ });
      if (await filters.isVisible()) await filters.click();
      await page.getByRole("button", { name: "Assignee: My teams" }).click();
      await expect(page.getByRole("radio", { name: "Night shift" })).toBeVisible();
    },
  },
  {
    name: "admin-wallboards",
    user: "admin@aurora",
    open: async (page) => {
      await page.goto("/admin/wallboards");
      await connectWall(page, { pseudonyms: true, scope: "/g/gold" });
      await table("/admin/wallboards", "Wallboards")(page);
    },
  },
  {
    name: "admin-new-wallboard",
    user: "admin@aurora",
    open: async (page) => {
      await page.goto("/admin/wallboards");
      await page.getByRole("button", { name: "New wallboard…" }).click();
      await page.getByRole("button", { name: "Make wallboard" }).click();
      await expect(page.getByText("This is needed").first()).toBeVisible();
    },
  },
  { name: "admin-audit", user: "admin@aurora", open: table("/admin/audit", "Audit") },
  { name: "access", user: "admin@aurora", open: table("/c/harbor/access", "Who can see this?") },
  { name: "access-manager", user: "manager@harbor", open: table("/c/harbor/access", "Who can see this?") },
  {
    name: "access-suspend",
    user: "manager@harbor",
    open: async (page) => {
      await table("/c/harbor/access", "People of Harbor Logistics")(page);
      await page.getByRole("button", { name: "Actions for Tom Achebe" }).click();
      await page.getByRole("menuitem", { name: "Suspend…" }).click();
      await expect(page.getByRole("dialog", { name: "Suspend Tom Achebe" })).toBeVisible();
    },
  },
  { name: "access-records", user: "manager@harbor", open: table("/c/harbor/access-records", "Access records") },
  { name: "audit-all", user: "admin@aurora", open: table("/all/audit", "Audit") },
  {
    // With an entry that leads to an incident.
    name: "audit-client",
    user: "manager@harbor",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 6);
      await openEvidence(page);
      await table("/c/harbor/audit", "Audit")(page);
      await expect(page.getByRole("table", { name: "Audit" }).getByRole("link", { name: /^HAR-/ }).first()).toBeVisible();
    },
  },
  { name: "requests", user: "analyst@aurora", open: table("/all/requests?status=open,waiting_client,waiting_msp", "Requests") },
  { name: "requests-client", user: "manager@harbor", open: table("/c/harbor/requests", "Requests") },
  {
    name: "requests-new",
    user: "manager@harbor",
    open: async (page) => {
      await table("/c/harbor/requests", "Requests")(page);
      await page.getByRole("button", { name: "New request…" }).click();
      await expect(page.getByRole("dialog", { name: "New request" }).getByRole("textbox", { name: "Subject" })).toBeVisible();
    },
  },
  // With a word among colleagues.
  { name: "request-closed", user: "analyst@aurora", open: request("HAR-R2") },
  { name: "request-open", user: "analyst@aurora", open: request("HAR-R5") },
  { name: "request-client", user: "manager@harbor", open: request("HAR-R4") },
  {
    name: "request-incident",
    user: "lead@aurora",
    open: async (page) => {
      await request("HAR-R5")(page);
      await page.getByRole("button", { name: "Open an incident…" }).click();
      await expect(page.getByRole("dialog", { name: "Open an incident" }).getByRole("combobox", { name: "Category" })).toBeVisible();
    },
  },
  {
    name: "invitation-over",
    open: async (page) => {
      await page.goto("/invitation/never-was");
      await expect(page.getByRole("heading", { name: "This link leads nowhere any more" })).toBeVisible();
    },
  },
  {
    name: "wallboard-code",
    open: async (page) => {
      await page.goto("/wallboard");
      await expect(page.getByRole("heading", { name: "Wallboard" })).toBeVisible();
    },
  },
  { name: "wallboard", user: "admin@aurora", open: wall("/wallboard?theme=system", {}) },
  { name: "wallboard-pseudonyms", user: "admin@aurora", open: wall("/wallboard", { name: "Lobby", pseudonyms: true }) },
  { name: "wallboard-client", user: "admin@aurora", open: wall("/wallboard?theme=system", { name: "Harbor", scope: "/c/harbor" }) },
  {
    name: "preferences",
    user: "manager@harbor",
    open: async (page) => {
      await page.goto("/preferences");
      await expect(page.getByRole("region", { name: "Passkeys" })).toBeVisible();
      await expect(page.getByText("this one")).toBeVisible();
    },
  },
  {
    name: "not-there",
    user: "analyst@aurora",
    open: async (page) => {
      await page.goto("/nowhere");
      await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    },
  },
];
