// One Chromium for each worker: it starts with the first file that needs it and ends with the worker.
import { existsSync } from "node:fs";

import { chromium, type BrowserContext, type Page } from "playwright-core";

import { testPlaces } from "../browser.ts";
import { createProfile } from "./browser-profiles.ts";

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // one process for all pages of a preview: a page takes a fifth less CPU time
  "--process-per-site",
  "--in-process-gpu",
  "--disable-site-isolation-trials",
];
const named = [process.env["TELLTALE_CHROMIUM"], process.env["CHROMIUM"]];

/** The installed Chromium, if there is one: `describe.skipIf(chromiumPath === undefined)`. */
export const chromiumPath: string | undefined = [...named, ...testPlaces].find(
  (place) => place !== undefined && existsSync(place),
);

// on the global object: the files of a worker share it, however often they import this module
const worker = globalThis as { telltaleTestContext?: Promise<BrowserContext> | undefined };

/**
 * The context of this worker's Chromium, started if it is not there or has crashed. It has a profile on the disk: scripts that one page
 * loaded are compiled for the next, which makes a page cost 40 % less CPU time than in a context without one. Open pages with
 * {@link openPage}, close them after each test, and never close the context.
 *
 * Chromium ends with the worker, however that ends: by a signal, or because the pipe between them breaks.
 */
async function sharedContext(): Promise<BrowserContext> {
  const running = await worker.telltaleTestContext;
  if (running?.browser()?.isConnected() === true) return running;
  worker.telltaleTestContext = launch();
  return worker.telltaleTestContext;
}

/**
 * A page at 1440 × 900 in the shared context, which remembers nothing of the pages before it: no cookies, permissions, routes, and
 * nothing that pages of `origin` have stored.
 *
 * @example
 * const page = await openPage(running.addresses.page);
 * afterAll(() => page.close());
 */
export async function openPage(origin?: string): Promise<Page> {
  const context = await sharedContext();
  await Promise.all([context.clearCookies(), context.clearPermissions(), context.unrouteAll()]);
  const page = await context.newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  await slowDown(page);
  if (origin === undefined) return page;
  const session = await context.newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", {
    origin,
    storageTypes: "local_storage,indexeddb,service_workers,cache_storage",
  });
  await session.detach();
  return page;
}

/** Scripts of the page take as many times as long as `TELLTALE_SLOW_PAGES` says, as on a busy machine. */
async function slowDown(page: Page): Promise<void> {
  const rate = Number(process.env["TELLTALE_SLOW_PAGES"] ?? 1);
  if (rate === 1) return;
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

async function launch(): Promise<BrowserContext> {
  if (chromiumPath === undefined)
    throw new Error("Cannot test pages without a browser. Install Chromium or name it in TELLTALE_CHROMIUM.");
  process.once("SIGTERM", endWorker);
  return chromium.launchPersistentContext(createProfile(), {
    executablePath: chromiumPath,
    args: flags,
    handleSIGTERM: false,
    viewport: { width: 1440, height: 900 },
  });
}

/** Vitest ends workers by SIGTERM. An exit, rather than that signal, lets Playwright kill Chromium. */
function endWorker(): void {
  try {
    process.exit();
  } catch {
    // within a test, where Vitest forbids to exit
    process.kill(process.pid, "SIGKILL");
  }
}
