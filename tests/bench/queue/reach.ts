// Whether the last row of the list can be reached.
import type { Browser } from "../../browser/playwright.ts";
import { type Candidate, TITLE } from "./candidates.ts";
import { settled } from "./fling.ts";
import type { Ground } from "./ground.ts";
import { arrive, counted, pause, visit } from "./visit.ts";

/** How many rows can be reached, and whether the last of them is the list's last. */
export type Reach = { rows: number; isLast: boolean };

/** Goes there as a person does: by the key for it, and where that ends too early, by the wheel. */
export async function reach(browser: Browser, ground: Ground, candidate: Candidate): Promise<Reach> {
  const opened = await visit(browser, ground, 1);
  const { page } = opened;
  await arrive(opened, candidate);
  await counted(opened, ground.rows);
  await candidate.enter(page);
  await pause(300);
  await page.keyboard.press(candidate.end);
  await settled(opened);
  await page.mouse.move(700, 500);
  for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 2_000);
  const places = await settled(opened);
  const last = await page.evaluate(async () => {
    const { total, marks } = await (await fetch("/api/v1/all/queue/marks?sort=breach")).json();
    let cursor: string | null = marks.at(-1)?.cursor ?? "";
    let key = "";
    while (cursor !== null) {
      const at: string = cursor && `&cursor=${cursor}`;
      const list = await (await fetch(`/api/v1/all/queue?sort=breach&limit=200${at}`)).json();
      key = list.items.at(-1)?.key ?? key;
      cursor = list.next_cursor;
    }
    return { total, key } as { total: number; key: string };
  });
  const isLast = (await page.locator(`${TITLE}[href$="/${last.key}"]`).count()) > 0;
  await opened.close();
  return { rows: (places.at(-1) ?? -1) + 1, isLast };
}
