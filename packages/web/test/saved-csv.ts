// What the menus of tables and pictures save of the open page.
import { readFileSync } from "node:fs";

import type { Locator, Page } from "playwright-core";

export interface SavedCsv {
  readonly file: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The menus on the page, in its order. */
export function exportMenus(page: Page): Locator {
  return page.locator("main").getByRole("button", { name: /^Data of / });
}

/** Opens the menu of the table or picture of this name; without one the last. */
export async function openExport(page: Page, label?: string): Promise<Locator> {
  const button =
    label === undefined
      ? exportMenus(page).last()
      : page
          .locator("main")
          .getByRole("button", { name: `Data of ${label}`, exact: true })
          .first();
  const menu = page.getByRole("dialog").filter({ has: page.getByRole("button", { name: "Download CSV" }) });
  // one that is closing
  await menu.waitFor({ state: "detached" });
  await button.click();
  await menu.waitFor();
  return menu;
}

/** The file of the table or picture of this name; without one of the last. The menu waits until the page has all its answers. */
export async function saveCsv(page: Page, label?: string): Promise<SavedCsv> {
  const menu = await openExport(page, label);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    menu.getByRole("button", { name: "Download CSV" }).click(),
  ]);
  await menu.waitFor({ state: "detached" });
  const [headings = [], ...rows] = readCsv(readFileSync(await saved.path(), "utf8"));
  return { file: saved.suggestedFilename(), headings, rows };
}

function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    if (end === "\n") rows.push([]);
  }
  return rows.slice(0, -1);
}
