// Chromium over the preview, for the browser tests of pages: one test file a page, each with `describePages`.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium, type BrowserContext, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";

import { findViolations } from "./accessibility.ts";
import { builtPages } from "./built-pages.ts";
import { startPreview, type Mood } from "./preview.ts";

const candidates = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];
const browserPath = candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
/** For `expect.poll`, and for each wait of the browser: a busy machine is slow, not wrong. Twenty programs on two cores need 15 s for a first page. */
export const patience = { timeout: 40_000 };
const testTimeoutMs = 180_000;
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

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
  /** Runs axe on the open page in both themes; a line for each violation of WCAG A or AA: `expect(await pages.violations()).toEqual([])`. */
  violations(): Promise<readonly string[]>;
}

/**
 * Tests in a browser of their own, each on a fresh page at 1440 × 900. A test also fails when the page threw or logged an error.
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
  if (browserPath === undefined) console.log("skipped: no Chromium found; name one with CHROMIUM=/path");
  describe.skipIf(browserPath === undefined)(`${name}`, { timeout: testTimeoutMs }, () => {
    tests(usePages());
  });
}

/** Registers the hooks that start and stop the browser. */
function usePages(): BrowserPages {
  let folder = "";
  let preview: Awaited<ReturnType<typeof startPreview>>;
  let context: BrowserContext | undefined;
  let page: Page;
  let complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "telltale-pages-"));
    preview = await startPreview(0, "story", await builtPages(folder));
    context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
      executablePath: browserPath ?? "",
      args: flags,
      viewport: { width: 1440, height: 900 },
    });
  });
  afterAll(async () => {
    await context?.close();
    preview?.server.closeAllConnections();
    preview?.server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    complaints = [];
    page = await context!.newPage();
    page.setDefaultTimeout(patience.timeout);
    page.on("pageerror", (error) => complaints.push(error.message));
    // A refused script or style, a request elsewhere: the policy of the real server stands on the preview's answers, too.
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (404|412|422|429|503)/.test(message.text()))
        complaints.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    // Thrown rather than expected: a complaint fails the test it came from.
    if (complaints.length > 0) throw new Error(`the browser complained: ${complaints.join("; ")}`);
  });

  const waitUntilLoaded = (): Promise<void> =>
    page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
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
    async violations() {
      await waitUntilLoaded();
      return findViolations(page);
    },
  };
}
