// A person at the overview: every click is counted.
import { text } from "node:stream/consumers";

import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import { patience } from "../../tools/testing/patience.ts";
import { watchComplaints } from "../complaints.ts";
import type { ConsoleProcess } from "../../tools/console-process.ts";
import type { ShopDay } from "./shop-day.ts";

export interface Walk {
  readonly page: Page;
  readonly click: (target: Locator) => Promise<void>;
  /** Chooses one of several that are shown: its circle is hidden behind its word. */
  readonly check: (radio: Locator) => Promise<void>;
  /** Chooses an option of a field of choices: a click. */
  readonly choose: (field: Locator, option: string) => Promise<void>;
}

/** What the stories share. */
export interface Stage {
  readonly browser: Browser;
  readonly running: ConsoleProcess;
  readonly day: ShopDay;
  /** Of a user who is not the console's own: what a proxy that knows its users adds to requests. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** As the issue of these stories says. */
const mostClicks = 5;

/** Opens the overview of a range, and fails where the story needs too many clicks. */
export async function fromOverview(
  { browser, running, headers = {} }: Stage,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  story: (walk: Walk) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    extraHTTPHeaders: headers,
  });
  page.setDefaultTimeout(patience(60_000));
  const complaints: string[] = [];
  watchComplaints(page, complaints);
  let clicks = 0;
  const range = new URLSearchParams(rangeOf({ fromMs, toMs }));
  try {
    await page.goto(`${running.addresses.page}/?${range}`);
    await story({
      page,
      click: async (target) => {
        await target.click();
        clicks += 1;
      },
      check: async (radio) => {
        // while the page grows, a pointer may meet what is in its place by then
        await radio.dispatchEvent("click");
        clicks += 1;
      },
      choose: async (field, option) => {
        await field.selectOption(option);
        clicks += 1;
      },
    });
  } finally {
    await page.close();
  }
  expect(clicks).toBeLessThanOrEqual(mostClicks);
  expect(complaints).toEqual([]);
}

export const rowsOf = (page: Page, table: string): Locator =>
  page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
export const heading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("heading", { level: 1, name }).waitFor();

/** Saves the data of a table or a picture by its menu, which is open, and gives the name of the file and what is in it. */
export async function savedCsv(
  page: Page,
  click: Walk["click"],
): Promise<{ readonly name: string; readonly rows: readonly (readonly string[])[] }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    click(page.getByRole("button", { name: "Download CSV" })),
  ]);
  const lines = (await text(await download.createReadStream())).trim().split(/\r?\n/);
  return { name: download.suggestedFilename(), rows: lines.map(cellsOf) };
}

/** Text is in quotes, which no cell of these files has inside. */
const cellsOf = (line: string): string[] =>
  line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replaceAll('"', ""));

/** A range as the API takes it. */
export const rangeOf = ({
  fromMs,
  toMs,
}: {
  readonly fromMs: number;
  readonly toMs: number;
}): { readonly from: string; readonly to: string } => ({
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

/** From the overview's list of funnels to the page of one. */
export async function openFunnel({ page, click }: Walk, name: string): Promise<void> {
  await click(rowsOf(page, "Funnels").getByRole("link", { name, exact: true }));
  await heading(page, name);
}
