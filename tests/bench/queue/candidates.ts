// Who takes part, and how a person goes through each by keyboard.
import type { Page } from "../../browser/playwright.ts";

export type Candidate = {
  name: string;
  path: string;
  /** Takes the first row in hand. */
  enter: (page: Page) => Promise<unknown>;
  /** The key that leads from the row at hand to the last one. */
  end: string;
  /** The key that selects the row at hand. */
  select: string;
};

/** A row's title, in every candidate. */
export const TITLE = "a.row__link[href]";

const focus = async (page: Page) => {
  await page.getByRole("grid").focus();
  await page.keyboard.press("ArrowDown");
};
const press = async (page: Page) => {
  await page.locator("[aria-rowindex='2'] .cell-status").click({ position: { x: 100, y: 10 } });
};

export const ours: Candidate = { name: "Bulkhead", path: "/all/queue", enter: (page) => page.keyboard.press("j"), end: "End", select: "x" };

export const candidates: Candidate[] = [
  ours,
  { name: "AG Grid", path: "/peers/ag_grid.html", enter: press, end: "Control+End", select: "Space" },
  { name: "TanStack Virtual", path: "/peers/tanstack.html", enter: focus, end: "End", select: "x" },
  { name: "virtua", path: "/peers/virtua.html", enter: focus, end: "End", select: "x" },
];
