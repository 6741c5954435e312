// Every screen there is, for whoever looks at all of them.
import { type Page } from "@playwright/test";
import { expect, fillSignIn, openIncident, openQueue } from "./bulkhead.ts";

export type Screen = { name: string; user?: string; open: (page: Page) => Promise<void> };

const overview = (scope: string) => async (page: Page) => {
  await page.goto(`${scope}/overview`);
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await expect(page.getByText("Unassigned").first()).toBeVisible();
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
  { name: "queue-all", user: "analyst@aurora", open: (page) => openQueue(page, "/all") },
  { name: "queue-client", user: "manager@harbor", open: (page) => openQueue(page, "/c/harbor") },
  {
    name: "queue-empty",
    user: "analyst@aurora",
    open: async (page) => {
      await page.goto("/c/harbor/queue?q=zzzzzz");
      await expect(page.getByText("No incident matches")).toBeVisible();
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
  {
    name: "incident-opened",
    user: "analyst@aurora",
    open: async (page) => {
      await openIncident(page, "/c/harbor", 6);
      await page.keyboard.press("v");
      await page.getByRole("button", { name: "Open evidence", exact: true }).click();
      await expect(page.getByRole("region", { name: "Evidence is open" })).toBeVisible();
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
