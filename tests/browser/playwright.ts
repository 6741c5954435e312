// Playwright, for whoever drives a browser from another folder than this.
export * from "@playwright/test";
