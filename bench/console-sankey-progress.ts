// How long after a click does the Sankey of a journey show that it is on its way, in a browser on a busy machine and while the store does not
// answer? The pages are those of a real console; the answers are made up, and held back from the click on.
import path from "node:path";

import { chromium, type Browser, type Page } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { listOfOne, manyPaths } from "./workload/journey.ts";

/** What `workload/progress.js` adds to the page. */
interface InPage {
  measureProgress(): void;
  readonly progress: Promise<number>;
}

const runs = 9;
/** The browser's processor is so many times slower. */
const slowdowns = [1, 4, 6];
/** Of the page with the link that is clicked. */
const address = "/journeys";
/** There before the click. */
const ready = "main tbody a";
interface Case {
  readonly name: string;
  readonly click: (page: Page) => Promise<void>;
}

const cases: readonly Case[] = [
  {
    name: "a journey of the list",
    click: (page) => page.getByRole("main").getByRole("link", { name: "checkout" }).click(),
  },
  {
    name: "a journey of the list, by key",
    click: (page) => page.getByRole("main").getByRole("link", { name: "checkout" }).press("Enter"),
  },
];

const executablePath = findBrowser();
if (executablePath === undefined) throw new Error("Cannot measure without a browser.");
const { folder, remove } = createFolder();
const running = await startConsole(folder);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const figures: Figure[] = [];
  for (const one of cases)
    for (const slowdown of slowdowns) {
      const times: number[] = [];
      for (let at = 0; at < runs; at++) times.push(await measure(browser, one, slowdown));
      figures.push(
        figureOf(slowdown === 1 ? one.name : `${one.name}, ${slowdown} times slower`, "ms", times),
      );
    }
  answer({
    question: "From a click to progress in the place of a Sankey",
    method: `A journey of 72 nodes and 720 bands, of which the answer is held back from the click on, like that of all other requests of data; headless Chromium with \`--disable-gpu\` at 1440 × 900, as fast as the machine and with its processor slowed down. From the time of the click event until the frame was painted that has the outline; ${runs} runs each.`,
    figures,
  });
} finally {
  await browser.close();
  await running.stop();
  remove();
}

async function measure(open: Browser, { click }: Case, slowdown: number): Promise<number> {
  const page = await open.newPage({ viewport: { width: 1440, height: 900 } });
  let isHeld = false;
  await page.addInitScript({ path: path.join(import.meta.dirname, "workload/progress.js") });
  await page.route("**/api/**", async (route) => {
    if (isHeld) return;
    const { pathname } = new URL(route.request().url());
    if (pathname === "/api/journeys") await route.fulfill({ json: listOfOne });
    else if (pathname === "/api/journeys/checkout/columns") await route.fulfill({ json: manyPaths });
    else await route.continue();
  });
  await page.goto(running.addresses.page + address);
  await page.locator(ready).first().waitFor();
  await page.evaluate<unknown>("new Promise((resolve) => requestIdleCallback(resolve))");
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  isHeld = true;
  await page.evaluate(() => (globalThis as unknown as InPage).measureProgress());
  await click(page);
  const ms = await page.evaluate(() => (globalThis as unknown as InPage).progress);
  await page.close();
  return ms;
}
