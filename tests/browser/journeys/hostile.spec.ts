// Whatever a source wrote is text where it is shown, and leads nowhere.
import { collector, enter, expect, openEvidence, openQueue, rows, testOnItsOwn } from "../bulkhead.ts";
import { corpus } from "../hostile.ts";

const test = testOnItsOwn("hostile");

test("five thousand strings that mean ill are text, where a source wrote them", async ({ page, browser, server, complaints }) => {
  test.setTimeout(180_000);
  const take = await collector(browser, server);
  const texts = corpus(5_000);
  // Host, address, account, e-mail, URL, file, digest, process, and none of them.
  const kinds = [1, 2, 4, 5, 6, 7, 8, 9, 99];
  const findings = Array.from({ length: texts.length / 500 }, (_, nth) => {
    const own = texts.slice(500 * nth, 500 * (nth + 1));
    return {
      class_uid: 2004,
      time: Date.now() - 1_000 * nth,
      severity_id: 4,
      metadata: { uid: `hostile-${nth}`, product: { name: own[0], vendor_name: own[1] }, log_name: own[2] },
      finding_info: { uid: `hostile-${nth}`, title: own[3], desc: own[4], src_url: own[5], analytic: { uid: "R-hostile", name: own[6] } },
      device: { hostname: "hostile-host" },
      observables: own.map((value, place) => ({ name: own.at(-place - 1), type_id: kinds[place % kinds.length], value })),
    };
  });
  await take(findings);

  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) outside.push(request.url());
  });
  await enter(page, "analyst@aurora");
  await openQueue(page, "/c/harbor", "status=new&assignee=nobody&sort=created");
  await rows(page).first().click();
  await openEvidence(page);
  const opened = page.getByRole("region", { name: "Evidence is open" });
  await expect(opened.locator("details.finding")).toHaveCount(findings.length);
  const folded = opened.locator("details.finding:not([open]) > summary");
  while (await folded.count()) await folded.first().click();
  await expect(opened.getByRole("table")).toHaveCount(findings.length);
  const shown = await opened.getByRole("table").evaluateAll((tables) => ({
    words: [...new Set(tables.flatMap((table) => table.textContent?.match(/word\d+x/g) ?? []))].length,
    kinds: [...new Set(tables.flatMap((table) => [...table.querySelectorAll("tbody td *")].map(({ tagName }) => tagName.toLowerCase())))],
  }));
  expect(shown.words).toBe(texts.length);
  // A value is a piece of text in its own direction; the buttons that copy it have a sign.
  expect(shown.kinds.filter((kind) => !["bdi", "span", "button", "svg", "use", "path"].includes(kind))).toEqual([]);
  await expect(opened.getByRole("table").getByRole("link")).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await page.title()).not.toContain("word");
  expect([outside, complaints.list]).toEqual([[], []]);
});
