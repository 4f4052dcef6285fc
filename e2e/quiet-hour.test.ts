// @module-tag extended
// A quiet hour of a healthy shop: no red, no amber, no gray unknown, and one status line, with the time up to which data is complete. The same
// of a store without transactions.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { type ConsoleProcess, createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { openBrowser } from "./chromium.ts";
import { sendDaysBefore } from "./days-before.ts";
import { openShop } from "./open-shop.ts";
import { waitUntilRead } from "./overview.ts";
import { recordHealthy } from "./shop-faults.ts";
import { recordNow, sendLogs } from "./stage.ts";

const limit = { timeout: patience(120_000), interval: 1_000 };
const rules = `
alerts:
  - name: Purchases fail
    on: { transaction: purchase, measure: failure }
    window: 1h
    when: { above: 0.5 }
    every: 15s
    severity: page
`;

let browser: Browser;
const folder = createFolder();

beforeAll(async () => {
  writeFileSync(path.join(folder.folder, "rules.yaml"), rules);
  browser = await openBrowser(inject("chromium"));
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

interface Beside {
  readonly lines: number;
  /** What is marked red or amber. */
  readonly alarms: readonly string[];
  readonly unknown: number;
}

/** Opens the overview of a console while a service sends something now and then. */
async function onOverview(
  prepare: (running: ConsoleProcess) => Promise<() => Promise<void>>,
  line: RegExp,
): Promise<Beside> {
  const { folder: data, remove } = createFolder();
  const running = await startConsole(data, undefined, ["--alert-rules", folder.folder]);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(limit.timeout);
  const beat = setInterval(() => {
    // a busy machine answers the next one
    void sendLogs(running, "storefront", [recordNow("cart checked")]).catch(() => {});
  }, 2_000);
  let close: (() => Promise<void>) | undefined;
  try {
    close = await prepare(running);
    await sendLogs(running, "storefront", [recordNow("cart checked")]);
    await page.goto(`${running.addresses.page}/?from=-1h`);
    return await shownBeside(page, line);
  } finally {
    clearInterval(beat);
    await close?.();
    await page.close();
    await running.stop();
    remove();
  }
}

/** What the overview shows, with `line` as its main finding. */
async function shownBeside(page: Page, line: RegExp): Promise<Beside> {
  const main = page.getByRole("main");
  const lines = page.getByRole("region", { name: /^(Main finding|Late data|Unknown)$/ });
  // every line until then is in the message of a failure
  const said = new Set<string>();
  const add = async (): Promise<readonly string[]> => {
    for (const text of await lines.allInnerTexts()) said.add(text);
    return [...said];
  };
  await expect.poll(add, limit).toContainEqual(expect.stringMatching(line));
  await waitUntilRead(page, limit);
  return {
    lines: await lines.count(),
    alarms: await main
      .locator('[fill="var(--error-mark)"], [fill="var(--warn-mark)"]')
      .evaluateAll((marks) =>
        marks.map((mark) => mark.closest("tr, li, section")?.textContent ?? mark.outerHTML),
      ),
    unknown: await main.locator("svg [stroke-dasharray]").count(),
  };
}

const quiet: Beside = { lines: 1, alarms: [], unknown: 0 };

test(
  "a quiet hour is healthy, in one line with the time up to which data is complete",
  async () => {
    const prepare = async (running: ConsoleProcess): Promise<() => Promise<void>> => {
      const recording = await recordHealthy();
      await sendDaysBefore(running, recording);
      return openShop(running.addresses.otlpHttp, recording, { evenBy: "POST /checkout" });
    };
    const line =
      /^No alert rule fires, and transactions are as usual\. 1 of 1 rules evaluated at .+; data complete up to .+\.$/;
    expect(await onOverview(prepare, line)).toEqual(quiet);
  },
  patience(600_000),
);

test(
  "a store without transactions has the line, too",
  async () => {
    const line = /^No alert rule fires\. 1 of 1 rules evaluated at .+; data complete up to .+\.$/;
    const prepare = async (running: ConsoleProcess): Promise<() => Promise<void>> => {
      await sendDaysBefore(running);
      return async () => {};
    };
    expect(await onOverview(prepare, line)).toEqual(quiet);
  },
  patience(300_000),
);
