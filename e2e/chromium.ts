// The one place where the end-to-end tests start a browser: one Chromium for all files, in which each has contexts of its own. A file asks by
// `openBrowser(inject("chromium"))`; closing what it got closes its contexts only.
import { type Browser, chromium, type LaunchOptions } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where the Chromium of this run is reached. */
    readonly chromium: string;
  }
}

const flags =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Pages take less CPU time with fewer processes, as in `tools/testing/browser.ts`. */
const fewProcesses = ["--process-per-site", "--in-process-gpu", "--disable-site-isolation-trials"];

/** Starts Chromium; `stop` ends it with everything that is open in it. */
export async function serveChromium(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const server = await chromium.launchServer(options(fewProcesses));
  return { address: server.wsEndpoint(), stop: async () => server.close() };
}

/** Starts a Chromium for this process alone. */
export const launchBrowser = async (): Promise<Browser> => chromium.launch(options());

function options(more: readonly string[] = []): LaunchOptions {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("Cannot show the pages without a browser.");
  return { executablePath, args: [...flags.split(" "), ...more] };
}

/** The browser at `address`, for one file. */
export const openBrowser = async (address: string): Promise<Browser> => chromium.connect(address);
