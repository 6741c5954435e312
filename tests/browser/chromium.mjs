// Which browser, and how it is started.

/** The browser named by the environment, or nothing for Playwright's own. */
export const chromium = () => process.env.BULKHEAD_CHROMIUM || undefined;

const asRoot = process.getuid?.() === 0;

/** No calls home, and no sandbox where there can be none. */
export const browserArguments = [
  ...(asRoot ? ["--no-sandbox"] : []),
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
