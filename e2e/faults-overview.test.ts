// @module-tag extended
// The seven faults of the shop during normal load, and again while the store is busy and the data five minutes late: the overview names the
// fault or says what it cannot know, nothing that is affected is green, and the cause is at most four clicks away, or five.
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { type ConsoleProcess, createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { openBrowser } from "./chromium.ts";
import { walkFrom, walks } from "./fault-walks.ts";
import { withLeakyDay } from "./leaky-day.ts";
import { waitUntilRead } from "./overview.ts";
import { replay } from "./recording.ts";
import { type RecordedFault, recordFaults, recordHealthy, sendWithFault } from "./shop-faults.ts";
import { slowEngine } from "./slow-engine.ts";

const minuteMs = 60_000;
const limit = { timeout: patience(120_000), interval: 250 };

/** What the overview calls each fault. */
const named: Readonly<Record<RecordedFault, RegExp>> = {
  "slow-database": /Purchase takes longer/,
  "bad-deploy": /Purchase completion fell .*payments 2\.41\.0/,
  "new-error": /VoucherError/,
  "declined-cards": /Purchase completion fell/,
  "cart-queries": /POST \/cart/,
  "stalled-queue": /order .*backlog grows|order.* stuck/,
  "memory-leak": /render receipts/,
};

/** What is not affected by a fault, and may be green. */
const unaffected: Readonly<Partial<Record<RecordedFault, readonly string[]>>> = {
  "cart-queries": ["purchase"],
  "stalled-queue": ["purchase"],
  "memory-leak": ["purchase"],
};

/** All of these hold during every fault: without promises nothing would be green anyway. */
const promises = `
alerts:
  - name: Most purchases fail
    on: { transaction: purchase, measure: failure }
    window: 1h
    when: { above: 0.99 }
    every: 15s
    severity: page
objectives:
  - name: Some purchases complete
    on: { transaction: purchase, measure: completion }
    target: 0.05
`;

let browser: Browser;
const folder = createFolder();
const options = ["--alert-rules", folder.folder];

beforeAll(async () => {
  writeFileSync(path.join(folder.folder, "promises.yaml"), promises);
  browser = await openBrowser(inject("chromium"));
});
afterAll(async () => {
  await browser?.close();
  folder.remove();
});

type Load = "normal" | "busy and late";

/** A console with the fault; data is late by five minutes where `load` says so. */
async function withFault(
  fault: RecordedFault,
  load: Load,
  work: (running: ConsoleProcess) => Promise<void>,
): Promise<void> {
  const untilMs = Date.now() - (load === "normal" ? 0 : 5 * minuteMs);
  const headers = load === "normal" ? {} : { "telltale-oldest-age-ms": String(5 * minuteMs) };
  if (fault === "memory-leak") {
    await withLeakyDay(options, async (running) => {
      const { otlpHttp } = running.addresses;
      await replay(otlpHttp, await recordHealthy(), [untilMs - 20 * minuteMs, untilMs], { headers });
      await work(running);
    });
    return;
  }
  const { folder: data, remove } = createFolder();
  const running = await startConsole(data, undefined, options);
  try {
    await sendWithFault(running, fault, untilMs, { headers });
    await work(running);
  } finally {
    await running.stop();
    remove();
  }
}

/** The texts beside green marks of the page. */
async function greenTexts(page: Page): Promise<readonly string[]> {
  const marks = await page.locator('[fill="var(--ok-mark)"]').all();
  return Promise.all(
    marks.map(async (mark) => mark.evaluate((one) => one.closest("a, section, tr, li")?.textContent ?? "")),
  );
}

/** Looks at the overview, and goes from it to the cause. Returns how many clicks that took. */
async function lookAt(fault: RecordedFault, running: ConsoleProcess): Promise<number> {
  const address = `${running.addresses.page}/${fault === "memory-leak" ? "?from=-24h" : ""}`;
  return walkFrom(browser, address, async (walk) => {
    const { page } = walk;
    const main = page.getByRole("main");
    const unknown = page.getByRole("region", { name: /^(Late data|Unknown)$/ });
    const said = async (): Promise<string> =>
      (await unknown.count()) > 0 ? "not known" : (await main.innerText()).replaceAll(/\s+/g, " ");
    // what the page says instead is in the message
    await expect.poll(said, limit).toMatch(new RegExp(`^not known$|${named[fault].source}`));
    await waitUntilRead(page, limit);
    const green = await greenTexts(page);
    const allowed = unaffected[fault] ?? [];
    expect(green.filter((one) => !allowed.some((subject) => one.startsWith(subject)))).toEqual([]);
    await walks[fault](walk);
  });
}

function describeFault(fault: RecordedFault): void {
  test.each<[load: Load, most: number]>([
    ["normal", 4],
    ["busy and late", 5],
  ])(
    `${fault}, %s: named or not known, nothing affected is green, at most %i clicks to the cause`,
    async (load, most) => {
      await recordFaults([fault]);
      await withFault(fault, load, async (running) => {
        const restore = load === "normal" ? () => {} : slowEngine(running);
        try {
          expect(await lookAt(fault, running)).toBeLessThanOrEqual(most);
        } finally {
          restore();
        }
      });
    },
    patience(900_000),
  );
}

describe("faults of each kind", () => {
  describeFault("bad-deploy");
  describeFault("cart-queries");
});

describe("the other faults", { tags: ["nightly"] }, () => {
  describeFault("slow-database");
  describeFault("new-error");
  describeFault("declined-cards");
  describeFault("stalled-queue");
  describeFault("memory-leak");
});
