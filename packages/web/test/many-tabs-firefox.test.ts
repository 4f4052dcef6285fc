// More windows of the console in Firefox than it opens connections, as `many-tabs.test.ts` has them in Chromium. Windows, because a tab behind another is hidden.
// @module-tag extended
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  type Firefox,
  firefoxPath,
  type FirefoxWindow,
  startFirefox,
} from "../../../tools/testing/firefox.ts";
import { patience } from "./browser-pages.ts";
import type { Preview } from "./preview.ts";
import { sharedPreview } from "./shared-preview.ts";

/** The time of the newest live event. */
const newestEvent = `[...document.querySelectorAll("main section")]
  .find((section) => section.querySelector("h2")?.textContent === "Live events")
  ?.querySelector("li time")?.dateTime ?? ""`;

/** The status of an answer. Without a free connection there is none. */
const answer = `fetch("/api/stats").then(({ status }) => status)`;

if (firefoxPath === undefined) console.log("skipped: no Firefox found; name one with TELLTALE_FIREFOX=/path");
describe.skipIf(firefoxPath === undefined)("many windows in Firefox", { timeout: 300_000 }, () => {
  let preview: Preview;
  let firefox: Firefox;
  beforeAll(async () => {
    preview = await sharedPreview();
    firefox = await startFirefox();
  });
  afterAll(() => firefox.stop());

  async function waitUntilLive(window: FirefoxWindow): Promise<void> {
    const since = new Date().toISOString();
    await expect.poll(() => window.evaluate(newestEvent), patience).toSatisfy((time: string) => time > since);
  }

  test("eight have one event stream, and each is live and gets answers, also without the first", async () => {
    const windows: FirefoxWindow[] = [];
    while (windows.length < 8) windows.push(await firefox.open(preview.url));
    await Promise.all(windows.map(waitUntilLive));
    expect(await Promise.all(windows.map((window) => window.evaluate(answer)))).toEqual(
      windows.map(() => 200),
    );
    await expect.poll(() => preview.streams, patience).toBe(1);
    await windows[0]!.close();
    await Promise.all(windows.slice(1).map(waitUntilLive));
    await expect.poll(() => preview.streams, patience).toBe(1);
  });
});
