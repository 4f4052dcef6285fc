// What all pages promise, with one visit of each: its requests, axe, and the files of its tables and pictures; on one page of each folder the
// keys that work everywhere; in longer runs axe in the dark theme and on a phone, too. What one page has alone is in the test of that page.
import type { Request, Route } from "playwright-core";
import { expect, test } from "vitest";

import { chosenTier } from "../../../tools/testing/tiers.ts";
import { firstVisits, visits } from "../src/all-examples.ts";
import type { Visit } from "../src/ui/examples.ts";
import { describePages, patience } from "./browser-pages.ts";
import { exportMenus, saveCsv } from "./saved-csv.ts";
import { repeated, watchRequests } from "./watch-requests.ts";

const isFormatted = (cell: string): boolean => /^(?:–|[−\d.,]+\u00a0?(?:%|ms|s|\/s|[kMG]B))$/.test(cell);

/** What the page shows may have words around it, be shortened, or have code where the text has backticks. */
const isSame = (cell: string, shown: string): boolean =>
  cell !== "" && (shown.includes(cell) || cell.replaceAll("`", "").includes(shown.replace(/…$/, "")));

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

  /**
   * Each table and picture has a file with raw values: what is not known is empty, and figures are without units and separators. The file of
   * a table has its rows, in its order.
   */
  const saveAll = async (address: string): Promise<void> => {
    const { page } = pages;
    const names = await exportMenus(page).evaluateAll((all) =>
      all.map((one) => one.getAttribute("aria-label")!.replace("Data of ", "")),
    );
    // those of one name are of one kind, such as the visits of a person
    for (const name of new Set(names)) {
      const shown = await rowsOf(name);
      const { file, headings, rows } = await saveCsv(page, name);
      const what = `${name} of ${address}, as ${file}`;
      expect.soft(file, what).toMatch(/^[^/\\_]+_(?:.*-)?20\d{6}T\d{4}Z\.csv$/);
      expect.soft(headings, what).toEqual([...new Set(headings)]);
      expect.soft(new Set([...rows.map(({ length }) => length), headings.length]).size, what).toBe(1);
      expect.soft(rows.flat().filter(isFormatted), what).toEqual([]);
      expect.soft(rows.length, what).toBeGreaterThanOrEqual(shown.length);
      for (const [at, links] of shown.entries())
        for (const link of links)
          expect
            .soft(
              rows[at]?.some((cell) => isSame(cell, link)),
              `${link}: ${what}`,
            )
            .toBe(true);
    }
  };

  /** The texts of the links of each row of the table of this name; none of a picture. */
  const rowsOf = (name: string): Promise<readonly (readonly string[])[]> =>
    pages.page
      .locator("main")
      .getByRole("table", { name, exact: true })
      .first()
      .locator("tbody tr:has(> td)")
      .evaluateAll((rows) =>
        rows
          .filter((row) => !row.matches("[aria-hidden], [class*=detail], [class*=group]"))
          .map((row) =>
            [...row.querySelectorAll("[class*=rowLink]")].map((link) => link.textContent!.trim()),
          ),
      );

  /** Violations where the page looks different: in the dark theme, and on a phone; there in the dark theme for the first page of a folder. */
  const violationsElsewhere = async (one: Visit): Promise<readonly string[]> => {
    const dark = await pages.violationsIn("dark");
    const isInBoth = firstVisits.has(one) || chosenTier() === "nightly";
    const onPhone = await pages.violationsOnPhone(isInBoth ? ["dark", "light"] : ["light"]);
    await pages.page.setViewportSize({ width: 1440, height: 900 });
    return [...dark, ...onPhone];
  };

  /** Returns the violations of WCAG A and AA. */
  const visit = async (one: Visit): Promise<readonly string[]> => {
    const { address, hasRows, isMain } = one;
    // Refetches of live data wait: on a busy machine one may follow the first request at once.
    await pages.page.addInitScript("globalThis.setInterval = () => 0");
    const { made, aborted } = watchRequests(pages.page);
    await pages.open(address);
    // A page whose title waits for no answer shows it before it asks.
    await expect.poll(() => made.length).toBeGreaterThan(0);
    await pages.waitUntilLoaded();
    const first: readonly Request[] = [...made];
    expect(repeated(first)).toEqual([]);
    expect(aborted).toEqual([]);
    const light = await pages.violationsIn("light");
    const elsewhere = chosenTier() === "quick" ? [] : await violationsElsewhere(one);
    if (hasRows === true) await walkRows();
    await saveAll(address);
    if (isMain === true || firstVisits.has(one)) await useKeys();
    return [...light, ...elsewhere];
  };
  const isQuick = (page: Visit): boolean => page.isMain === true;
  test.each(visits.filter(isQuick))(
    "$address requests each answer once and aborts none, has no violations of WCAG A and AA, and its keys and its files work",
    async (page) => {
      expect(await visit(page)).toEqual([]);
    },
  );

  test.each(visits.filter((page) => !isQuick(page)))(
    "$address requests each answer once and aborts none, has no violations of WCAG A and AA, and its keys and its files work",
    { tags: ["extended"] },
    async (page) => {
      expect(await visit(page)).toEqual([]);
    },
  );
});
