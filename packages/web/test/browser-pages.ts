// The worker's Chromium over the worker's preview, for the browser tests of pages: one test file a page, each with `describePages`.
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe } from "vitest";

import { chromiumPath, openPage } from "../../../tools/testing/browser.ts";
import { slowness } from "../../../tools/testing/patience.ts";
import { findViolations, type Theme } from "./accessibility.ts";
import type { Mood, Preview } from "./preview.ts";
import { sharedPreview } from "./shared-preview.ts";

/**
 * For `expect.poll`, and for each wait of the browser: a busy machine is slow, not wrong. Twenty programs on two cores need 15 s for a first
 * page. It is measured at each wait, and stays below the limit of a test, whose failure would not name the wait.
 */
export const patience = {
  get timeout(): number {
    return Math.round(40_000 * Math.min(3, slowness()));
  },
};
const phone = { width: 390, height: 844 };
export interface BrowserPages {
  /** The page of the running test. */
  readonly page: Page;
  /** The address of the preview. */
  readonly url: string;
  /** Opens an address such as `/logs?from=-6h`, and waits for the heading of the page. */
  open(address: string, mood?: Mood): Promise<void>;
  /** Presses a key that presses a button, once the button is there: `a`, which adds a note, waits for the user's rights. */
  pressButtonKey(key: string): Promise<void>;
  /**
   * Holds timers of exactly `ms` on pages that are opened from now on: what ends after a moment lasts until the returned function is
   * called, however slow the machine is. It returns how many timers it ended.
   */
  holdTimers(ms: number): Promise<() => Promise<number>>;
  setMood(mood: Mood): void;
  /** The search parameters of the current address. */
  search(): URLSearchParams;
  /** Waits until nothing on the page loads. */
  waitUntilLoaded(): Promise<void>;
  /**
   * A line for each violation of WCAG A or AA that axe finds: by all rules in the light theme, by those of colour in the dark one. For
   * states that `every-page.test.ts` does not see: `expect(await pages.violations()).toEqual([])`. Where only a part of the page differs
   * from what it sees, `within` is that part.
   */
  violations(within?: Locator): Promise<readonly string[]>;
  /** The same of one theme: all rules in the light one, those of colour in the dark one. */
  violationsIn(theme: Theme): Promise<readonly string[]>;
  /**
   * The same of the open page on a phone: by the rules whose result its width can change, and in the dark theme, if asked, by those of
   * colour. Leaves the window as wide as a phone.
   */
  violationsOnPhone(themes?: readonly Theme[]): Promise<readonly string[]>;
}

/**
 * Tests in a browser, each on a fresh page at 1440 × 900 that remembers nothing of the tests before it. A test also fails when the page threw or logged an error.
 *
 * @example
 * describePages("errors", (pages) => {
 *   test("lists …", async () => {
 *     await pages.open("/errors");
 *     await pages.page.getByRole("table", { name: "Errors" }).waitFor();
 *     expect(await pages.violations()).toEqual([]);
 *   });
 * });
 */
export function describePages(name: string, tests: (pages: BrowserPages) => void): void {
  if (chromiumPath === undefined) console.log("skipped: no Chromium found; name one with CHROMIUM=/path");
  describe.skipIf(chromiumPath === undefined)(`${name}`, () => {
    tests(usePages());
  });
}

/** Registers the hooks that open and close the page of each test. */
function usePages(): BrowserPages {
  let preview: Preview;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    preview = await sharedPreview();
  });
  beforeEach(async () => {
    complaints = [];
    preview.setMood("story");
    page = await openPage(preview.url);
    page.setDefaultTimeout(patience.timeout);
    page.on("pageerror", (error) => complaints.push(error.message));
    // A refused script or style, a request elsewhere: the policy of the real server is on the preview's answers, too.
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (401|404|412|422|429|503)/.test(message.text()))
        complaints.push(message.text());
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await describePage(page).then((shown) => console.log(shown));
    await page.close();
    // Thrown rather than expected: a complaint fails the test it came from.
    if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join("; ")}`);
  });

  const waitUntilLoaded = (): Promise<void> =>
    page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
  const violationsIn = async (theme: Theme, within?: Locator): Promise<readonly string[]> => {
    await waitUntilLoaded();
    return findViolations(page, theme, theme === "light" ? "all" : "ofTheme", within);
  };
  return {
    get page() {
      return page;
    },
    get url() {
      return preview.url;
    },
    async open(address, mood = "story") {
      preview.setMood(mood);
      await page.goto(`${preview.url}${address}`);
      await page.locator("main h1").first().waitFor();
    },
    async pressButtonKey(key) {
      await page.locator(`[aria-keyshortcuts="${key}"]`).first().waitFor();
      await page.keyboard.press(key);
    },
    async holdTimers(ms) {
      await page.addInitScript((held) => {
        const { setTimeout } = globalThis;
        const waiting: (() => void)[] = [];
        const hold = (work: () => void, after?: number): unknown =>
          after === held ? -waiting.push(work) : setTimeout(work, after);
        const pass = (): number => waiting.splice(0).map((work) => work()).length;
        Object.assign(globalThis, { setTimeout: hold, passHeldTimers: pass });
      }, ms);
      return () => page.evaluate<number>("passHeldTimers()");
    },
    setMood: (mood) => preview.setMood(mood),
    search: () => new URL(page.url()).searchParams,
    waitUntilLoaded,
    async violations(within) {
      return [...(await violationsIn("dark", within)), ...(await violationsIn("light", within))];
    },
    violationsIn,
    async violationsOnPhone(themes: readonly Theme[] = ["dark", "light"]) {
      await page.setViewportSize(phone);
      await waitUntilLoaded();
      const dark = themes.includes("dark") ? await findViolations(page, "dark", "ofTheme") : [];
      return [...dark, ...(await findViolations(page, "light", "ofWidth"))];
    },
  };
}

/** Where a page is and what it says, for a test that failed: enough to tell a slow page from a wrong one. */
async function describePage(page: Page): Promise<string> {
  const text = await page
    .locator("body")
    .innerText({ timeout: 5_000 })
    .catch((error: unknown) => `no text: ${String(error)}`);
  const late = process.env["TELLTALE_LATE_ANSWERS"];
  const how = late === undefined ? "" : ` with TELLTALE_LATE_ANSWERS=${late}`;
  return `the page was ${page.url()}${how} and showed:\n${text.slice(0, 3000)}`;
}
