// What all pages promise, with one visit of each: its requests, axe, the keys that work everywhere, and the CSV of its main list. What one page has alone is in the
// test of that page, and the dark theme and the phone in `every-page-elsewhere.test.ts`.
import type { Request, Route } from "playwright-core";
import { expect, test } from "vitest";

import { visits } from "../src/all-examples.ts";
import type { Visit } from "../src/ui/examples.ts";
import { describePages, patience } from "./browser-pages.ts";
import { saveCsv } from "./saved-csv.ts";
import { repeated, watchRequests } from "./watch-requests.ts";

describePages("every page", (pages) => {
  const press = (key: string): Promise<void> => pages.page.keyboard.press(key);

  /** `j` twice and `k` once end where `j` once does. Refreshes wait until then: they could move the row in focus. */
  const walkRows = async (): Promise<void> => {
    const rows = pages.page.locator("main [class*=rowLink]");
    await rows.first().waitFor();
    const inFocus = (): Promise<number> =>
      rows.evaluateAll((all) => all.indexOf(document.activeElement as HTMLElement));
    const { promise: walked, resolve: end } = Promise.withResolvers<void>();
    const held: Promise<void>[] = [];
    const hold = (route: Route): void => {
      held.push(walked.then(() => route.continue()));
    };
    await pages.page.route("**/api/**", hold);
    await press("j");
    await expect.poll(inFocus, patience).toBeGreaterThanOrEqual(0);
    const first = await inFocus();
    await press("j");
    await press("k");
    await expect.poll(inFocus, patience).toBe(first);
    end();
    // a request that is held while its handler goes is never answered
    await Promise.all(held);
    await pages.page.unroute("**/api/**", hold);
  };

  /** / searches, ? lists the keys, Ctrl+K opens the palette, and g goes to another page. */
  const useKeys = async (): Promise<void> => {
    const { page } = pages;
    await press("/");
    await expect.poll(() => page.locator("input:focus").count(), patience).toBe(1);
    await press("Escape");
    await page.locator("input:focus").evaluateAll(([input]) => (input as HTMLElement | undefined)?.blur());
    await press("?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("Control+k");
    await page.getByRole("combobox", { name: "Jump to" }).waitFor();
    await press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await press("g");
    await press("w");
    await page.getByRole("heading", { name: "Workflows", level: 1 }).waitFor();
  };

  /** The file has raw values: what is not known is empty, and figures are without units and separators. */
  const saveList = async (file: string): Promise<void> => {
    const saved = await saveCsv(pages.page);
    const [name] = file.split(".csv");
    expect(saved.file).toMatch(new RegExp(`^${name}_.*20\\d{6}T\\d{4}Z\\.csv$`));
    expect(saved.headings).toEqual([...new Set(saved.headings)]);
    expect(saved.rows).not.toEqual([]);
    expect(saved.rows.filter((row) => row.length !== saved.headings.length)).toEqual([]);
    expect(
      saved.rows.flat().filter((cell) => /^(?:–|[−\d.,]+\u00a0?(?:%|ms|s|\/s|[kMG]B))$/.test(cell)),
    ).toEqual([]);
  };

  /** Returns the violations of WCAG A and AA. */
  const visit = async ({ address, hasRows, csv }: Visit): Promise<readonly string[]> => {
    // Refetches of live data wait: on a busy machine one may follow the first request at once.
    await pages.page.addInitScript("globalThis.setInterval = () => 0");
    const { made, aborted } = watchRequests(pages.page);
    await pages.open(address);
    await pages.waitUntilLoaded();
    const first: readonly Request[] = [...made];
    expect(first.length).toBeGreaterThan(0);
    expect(repeated(first)).toEqual([]);
    expect(aborted).toEqual([]);
    const violations = await pages.violationsIn("light");
    if (hasRows === true) await walkRows();
    if (csv !== undefined) await saveList(csv);
    await useKeys();
    return violations;
  };
  const isMain = (page: Visit): boolean => page.isMain === true;
  test.each(visits.filter(isMain))(
    "$address requests each answer once and aborts none, has no violations of WCAG A and AA, and its keys and its CSV work",
    async (page) => {
      expect(await visit(page)).toEqual([]);
    },
  );

  test.each(visits.filter((page) => !isMain(page)))(
    "$address requests each answer once and aborts none, has no violations of WCAG A and AA, and its keys and its CSV work",
    { tags: ["extended"] },
    async (page) => {
      expect(await visit(page)).toEqual([]);
    },
  );
});
