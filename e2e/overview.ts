// What tests of the overview share.
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What is read after the first data, and may change the verdicts. */
const readLater = ["/api/transaction-evidence", "/api/alerts", "/api/detectors", "/api/bottlenecks"];

/** Waits until the overview has read what it judges by. */
export async function waitUntilRead(
  page: Page,
  limit: { readonly timeout: number; readonly interval: number },
): Promise<void> {
  const readPaths = (): Promise<string[]> =>
    page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
  await expect.poll(readPaths, limit).toEqual(expect.arrayContaining(readLater));
  await page.locator("main [aria-busy=true]").first().waitFor({ state: "detached" });
}
