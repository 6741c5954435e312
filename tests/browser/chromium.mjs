// Which browser, and how it is started.

/** The browser named by the environment, or nothing for Playwright's own. */
export const chromium = () => process.env.BULKHEAD_CHROMIUM || undefined;

/**
 * What the browser does beside the page, in every window again: pages behind the address bar, and a process to be quicker with the next
 * address. A fifth of all the work, and nobody types an address.
 */
const besideThePage = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"];
/** Playwright's own list, which this one replaces. */
const asPlaywrightHasIt = [
  "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
];

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
  `--disable-features=${[...besideThePage, ...asPlaywrightHasIt].join()}`,
];
