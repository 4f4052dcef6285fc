// What "Download CSV" saves of the open page.
import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";

export interface SavedCsv {
  readonly file: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Of several lists the last. */
export async function saveCsv(page: Page): Promise<SavedCsv> {
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download CSV" }).last().click(),
  ]);
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
