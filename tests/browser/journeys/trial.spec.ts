// The trial on real input: nothing of the sources stands in page, title, address or storage outside an opened evidence panel.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type Page } from "@playwright/test";
import { expect, grid, openEvidence, openQueue, rows, testOnItsOwn } from "../bulkhead.ts";
import { root, targetFolder } from "../server.ts";

const data = path.resolve(root, process.env.BULKHEAD_TRIAL_DATA ?? "../shared/data", "ait");
const database = path.join(targetFolder, "trial/trial.db");

/** Everything that names a source: rules and titles, addresses, detector codes, hosts. */
function sources(): { texts: Set<string>; hosts: Set<string> } {
  const [texts, hosts] = [new Set<string>(), new Set<string>()];
  for (const file of readdirSync(data).filter((name) => name.endsWith(".csv.gz"))) {
    const lines = gunzipSync(readFileSync(path.join(data, file))).toString("utf8").split("\n").slice(1);
    for (const line of lines) {
      const [, name, ip, host, short] = line.match(/("[^"]*"|[^,]*)(?:,|$)/g)?.map((cell) => cell.replace(/^"|"?,?$/g, "")) ?? [];
      if (!name || !ip || !host || !short) continue;
      for (const text of [name, name.split(": ").slice(1).join(": "), ip, short]) if (text.length > 3) texts.add(text.toLowerCase());
      hosts.add(host.toLowerCase());
    }
  }
  return { texts, hosts };
}

/** What of the sources stands in `text`; a host counts only as a whole word. */
function leaks(text: string, { texts, hosts }: ReturnType<typeof sources>): string[] {
  const low = text.toLowerCase();
  const words = new Set(low.split(/[^\p{L}\p{N}_]+/u));
  return [
    ...[...texts].filter((needle) => low.includes(needle)),
    ...[...hosts].filter((host) => (host.includes("-") ? low.includes(host) : words.has(host))),
  ];
}

/** The whole page as a leak could use it, without the opened evidence panel: markup, fields, title, address, storage. */
const everything = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const copy = document.documentElement.cloneNode(true) as HTMLElement;
    for (const opened of copy.querySelectorAll('[aria-label="Evidence is open"]')) opened.remove();
    const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map((field) => field.value);
    const storage = JSON.stringify({ ...localStorage, ...sessionStorage });
    return [copy.outerHTML, ...fields, document.title, location.href, storage, JSON.stringify(history.state)].join("\n");
  });

const test = testOnItsOwn("trial", database, []);

if (existsSync(data)) {
  test("real alerts stay source-blind outside an opened evidence panel", async ({ page }) => {
    test.setTimeout(240_000);
    const needles = sources();
    expect(needles.texts.size).toBeGreaterThan(100);
    const answers: Promise<string>[] = [];
    page.on("response", (answer) => {
      if (!answer.url().includes("/api/") || /evidence-openings|\/events/.test(answer.url())) return;
      answers.push(answer.text().catch(() => ""));
    });
    await page.goto("/sign-in");
    await page.getByRole("textbox", { name: "E-mail" }).fill("analyst@trial.example");
    await page.getByLabel("Password", { exact: true }).fill("bulkhead-trial");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await expect(page.getByText("Unassigned").first()).toBeVisible();
    expect(leaks(await everything(page), needles)).toEqual([]);

    await openQueue(page, "/all", "");
    const incidents: string[] = [];
    for (let more = 0; more < 24; more++) {
      const links = await rows(page).evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
      incidents.push(...links);
      await rows(page).last().focus();
      await page.keyboard.press("PageDown");
      await expect(grid(page).getByText("Loading")).toHaveCount(0);
    }
    expect(leaks(await everything(page), needles)).toEqual([]);
    const clients = new Map(incidents.map((address) => [address.split("/")[2], address]));
    expect(clients.size).toBeGreaterThan(1);

    for (const address of clients.values()) {
      await page.goto(address);
      await expect(page.getByRole("region", { name: "Evidence is sealed" })).toBeVisible();
      expect(leaks(await everything(page), needles), address).toEqual([]);
      await openEvidence(page);
      const opened = page.getByRole("region", { name: "Evidence is open" });
      expect(leaks(await everything(page), needles), `${address}, opened`).toEqual([]);
      await opened.getByRole("button", { name: "Lock again" }).click();
      await expect(opened).toHaveCount(0);
      expect(leaks(await everything(page), needles), `${address}, locked again`).toEqual([]);
    }
    const answered = (await Promise.all(answers)).join("\n");
    expect(answered.length).toBeGreaterThan(10_000);
    expect(leaks(answered, needles)).toEqual([]);
  });
} else {
  console.log(`The trial did not run: there is no input in ${data} (BULKHEAD_TRIAL_DATA names another folder)`);
}
