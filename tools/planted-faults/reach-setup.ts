// A setup file of Vitest for `planted-faults reach`: passes its name to the processes that a test file starts, and to the pages that it opens.
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, BrowserContext } from "playwright-core";

import { globalName } from "./probes.ts";
import { reached, testVariable } from "./reached.ts";

const worker = globalThis as {
  __vitest_worker__?: { readonly filepath?: string };
  __plantedPages?: boolean;
};
process.env[testVariable] = path.relative(process.cwd(), worker.__vitest_worker__?.filepath ?? "");

const expose = async (context: BrowserContext): Promise<BrowserContext> => {
  await context.exposeFunction(globalName, reached);
  return context;
};

// the browser of the tests' checkout, which is not that of this file
const { chromium } = createRequire(path.resolve("package.json"))(
  "playwright-core",
) as typeof import("playwright-core");
if (worker.__plantedPages !== true) {
  worker.__plantedPages = true;
  const launchPersistent = chromium.launchPersistentContext.bind(chromium);
  chromium.launchPersistentContext = async (...args) => expose(await launchPersistent(...args));
  const launch = chromium.launch.bind(chromium);
  chromium.launch = async (...args) => withContexts(await launch(...args));
}

function withContexts(browser: Browser): Browser {
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (...args) => expose(await newContext(...args));
  return browser;
}
