// From the address to the first row, and what travels for it.
import type { Browser } from "../../browser/playwright.ts";
import type { Candidate } from "./candidates.ts";
import type { Ground } from "./ground.ts";
import { arrive, longTasks, pause, type Visit, visit } from "./visit.ts";

/** Times in milliseconds: to the first row painted; of that since its page's answer was there; tasks over 50 ms. */
export type Start = { painted: number; mount: number; long: number };

/** The page's own time; the tasks of two seconds more, in which other parts of it come. */
export async function begin(opened: Visit, candidate: Candidate): Promise<Start> {
  const painted = await arrive(opened, candidate);
  const answered = await opened.page.evaluate(() => {
    const asked = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    return asked.find(({ name }) => name.includes("/queue?"))?.responseEnd ?? Number.NaN;
  });
  await pause(2_000);
  return { painted, mount: painted - answered, long: (await longTasks(opened)).length };
}

export type Bytes = { files: number; answers: number };

/** The bodies as they travel until the first row and a second more: the page's files, and the API's first answers. */
export async function weigh(browser: Browser, ground: Ground, candidate: Candidate): Promise<Bytes> {
  const opened = await visit(browser, ground, 1);
  const { protocol } = opened;
  const bytes: Bytes = { files: 0, answers: 0 };
  const asked = new Map<string, { kind: keyof Bytes; heads: number }>();
  await protocol.send("Network.enable");
  await protocol.send("Network.setCacheDisabled", { cacheDisabled: true });
  protocol.on("Network.responseReceived", ({ requestId, response }) => {
    const kind = new URL(response.url).pathname.startsWith("/api/") ? "answers" : "files";
    asked.set(requestId, { kind, heads: response.encodedDataLength });
  });
  protocol.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const its = asked.get(requestId);
    if (its) bytes[its.kind] += encodedDataLength - its.heads;
  });
  await arrive(opened, candidate);
  await pause(1_000);
  const weighed = { ...bytes };
  await opened.close();
  return weighed;
}
