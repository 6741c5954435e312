// From one client to another, by keyboard.
import type { Browser } from "../../browser/playwright.ts";
import { ours, TITLE } from "./candidates.ts";
import type { Ground } from "./ground.ts";
import { arrive, fromKey, inSight, pause, visit } from "./visit.ts";

const SWITCHES = 40;

/** Milliseconds from Enter in the switcher to the other client's first row, and to the last of those that are wholly in sight. */
export type Switches = { first: number[]; last: number[] };

export async function switches(browser: Browser, ground: Ground, slowDown: number): Promise<Switches> {
  const opened = await visit(browser, ground, slowDown);
  const { page } = opened;
  await arrive(opened, ours);
  const clients: { id: string; code: string }[] = await page.evaluate(async () => (await (await fetch("/api/v1/session")).json()).clients);
  const times: Switches = { first: [], last: [] };
  // Once more than is counted: what the switcher is made of comes with its first use.
  for (let turn = 0; turn <= SWITCHES; turn++) {
    const client = clients[(turn * 37 + 11) % clients.length];
    if (!client) break;
    await page.keyboard.press("Control+Alt+k");
    const dialog = page.getByRole("dialog", { name: "Switch client" });
    await dialog.getByRole("combobox").waitFor();
    await page.keyboard.type(client.code);
    await dialog.getByRole("option").filter({ hasText: client.code }).first().waitFor();
    await pause(300);
    const title = TITLE.replace("[href]", `[href^="/c/${client.id}/"]`);
    // The headings are the first row of the grid.
    const last = (await inSight(opened)).length + 1;
    const [toFirst = Number.NaN, toLast = Number.NaN] = await fromKey(page, "Enter", title, `[aria-rowindex="${last}"] ${title}`);
    if (turn > 0) {
      times.first.push(toFirst);
      times.last.push(toLast);
    }
    await pause(700);
  }
  await opened.close();
  return times;
}
