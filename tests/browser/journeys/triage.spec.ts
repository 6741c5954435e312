// A shift's work: fifty incidents triaged with the keyboard alone, and every one of them is what it should be.
import type { Locator, Page } from "@playwright/test";
import { ask, enter, expect, grid, openQueue, tabTo, test } from "../bulkhead.ts";

const outcome = (page: Page) => page.getByRole("region", { name: "Selection" }).getByRole("listitem").first();
const read = async (page: Page, keys: string[]): Promise<any[]> => (await ask(page, `/all/queue/rows?keys=${keys.join(",")}`)).body.items;
const row = (page: Page, key: string) => grid(page).getByRole("row").filter({ has: page.locator(`a[href$="/${key}"]`) });

/** The address of the row that has the focus. */
const held = (page: Page) =>
  page.evaluate(() => (document.activeElement instanceof HTMLAnchorElement ? document.activeElement.pathname : ""));

/** Moves by a key; answers the key of the incident there. */
async function move(page: Page, stroke: string): Promise<string> {
  const before = await held(page);
  await page.keyboard.press(stroke);
  const isThere = async () => {
    const now = await held(page);
    return now !== before && /\/incidents\//.test(now);
  };
  await expect.poll(isThere).toBe(true);
  return (await held(page)).split("/").pop() ?? "";
}

/** Selects from the row at hand on, until `count` are. */
async function reach(page: Page, first: string, count: number, stroke: string): Promise<string[]> {
  const keys = [first];
  await page.keyboard.press("x");
  while (keys.length < count) keys.push(await move(page, stroke));
  await expect(page.getByRole("toolbar", { name: "Selection" }).getByRole("status")).toHaveText(`${count} selected`);
  return keys;
}

/** Takes one of the choices that have the focus, and sends the form. */
async function choose(page: Page, dialog: Locator, name: string): Promise<void> {
  const radio = dialog.getByRole("radio", { name, exact: true });
  await expect(dialog.getByRole("radio").first()).toBeFocused();
  await page.keyboard.press("Space");
  for (let step = 0; step < 8 && !(await radio.isChecked()); step++) await page.keyboard.press("ArrowDown");
  await expect(radio).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
}

test("fifty incidents are triaged with the keyboard alone", async ({ page }) => {
  test.setTimeout(240_000);
  await enter(page, "analyst@aurora");
  await openQueue(page, "/all", "status=new&sort=created");
  const me = (await ask(page, "/session")).body.user.id;

  // Ten are taken, one by one.
  const taken: string[] = [];
  for (let count = 0; count < 10; count++) {
    const key = await move(page, "j");
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/queue/bulk") && answer.request().method() === "POST");
    await page.keyboard.press("a");
    await answered;
    await expect.poll(async () => (await read(page, [key]))[0].assignee?.id).toBe(me);
    taken.push(key);
  }

  // Ten are given a priority together.
  const ranked = await reach(page, await move(page, "j"), 10, "J");
  await page.keyboard.press("p");
  await choose(page, page.getByRole("dialog", { name: "Priority: 10 incidents" }), "Medium");
  await expect(outcome(page)).toContainText("Set priority to Medium all 10 done");

  // Ten get the wrong one, and have it taken back.
  const first = await move(page, "j");
  const resolved = await reach(page, first, 10, "J");
  const before = await read(page, resolved);
  // One that none of them has: that each is as it was can be seen.
  const wrong = ["Critical", "Low", "High"].find((word) => before.every(({ priority }) => priority !== word.toLowerCase())) ?? "Critical";
  await page.keyboard.press("p");
  await choose(page, page.getByRole("dialog", { name: "Priority: 10 incidents" }), wrong);
  await expect(outcome(page)).toContainText(`Set priority to ${wrong} all 10 done`);
  await tabTo(page, outcome(page).getByRole("button", { name: /^Undo/ }));
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText(`Set priority to ${wrong} undone`);
  for (const { key, priority } of before) {
    const word = priority[0].toUpperCase() + priority.slice(1);
    await expect(row(page, key).getByRole("gridcell").nth(1)).toHaveText(word);
  }
  // Selected once more, upwards from where the work stands, they are handled.
  const last = resolved.at(-1) ?? "";
  await move(page, "k");
  expect(await move(page, "j")).toBe(last);
  expect((await reach(page, last, 10, "K")).reverse()).toEqual(resolved);
  await page.keyboard.press("s");
  await choose(page, page.getByRole("dialog", { name: "Status: 10 incidents" }), "Resolved");
  await expect(outcome(page)).toContainText("Set to Resolved all 10 done");

  // Ten are closed with a verdict.
  for (let count = 0; count < 9; count++) await move(page, "j");
  const closed = await reach(page, await move(page, "j"), 10, "J");
  await page.keyboard.press("e");
  await choose(page, page.getByRole("dialog", { name: "Close: 10 incidents" }), "Benign");
  await expect(outcome(page)).toContainText("Close as Benign all 10 done");

  // Ten get a note.
  const noted = await reach(page, await move(page, "j"), 10, "J");
  await page.keyboard.press("c");
  const note = page.getByRole("dialog", { name: "Note: 10 incidents" });
  await expect(note.getByRole("textbox", { name: "Note" })).toBeFocused();
  await page.keyboard.type("Seen in the morning round, nothing to do before noon");
  await page.keyboard.press("Control+Enter");
  await expect(note).toBeHidden();
  await expect(outcome(page)).toContainText("Add internal note");

  const all = [...taken, ...ranked, ...resolved, ...closed, ...noted];
  expect(new Set(all).size).toBe(50);
  for (const is of await read(page, taken)) expect([is.key, is.status, is.assignee?.id]).toEqual([is.key, "in_progress", me]);
  for (const is of await read(page, ranked)) expect([is.key, is.status, is.priority]).toEqual([is.key, "new", "medium"]);
  const handled = await read(page, resolved);
  for (const was of before) {
    const is = handled.find(({ key }) => key === was.key);
    expect([is.key, is.status, is.priority, is.version]).toEqual([was.key, "resolved", was.priority, was.version + 3]);
  }
  for (const is of await read(page, closed)) expect([is.key, is.status, is.verdict]).toEqual([is.key, "closed", "benign"]);
  expect((await read(page, all)).length).toBe(50);
  // Notes are written once they can no longer be taken back.
  await expect(outcome(page)).toContainText("all 10 done", { timeout: 60_000 });
  for (const { key, client, status } of await read(page, noted)) {
    expect([key, status]).toEqual([key, "new"]);
    const { body } = await ask(page, `/c/${client.id}/incidents/${key}/timeline`);
    const notes = body.items.filter(({ kind }: { kind: string }) => kind === "note");
    expect(notes[0]?.note.body, key).toBe("Seen in the morning round, nothing to do before noon");
  }
});
