// Prints how long `npm run dev` takes until a change shows, on a copy of the sources: in the page of a browser for a page, in an answer for a
// query and a route. `node --conditions=telltale-source e2e/dev-times.ts [rounds]`
import { chromium } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";
import { copySources, edits, startDev } from "./dev-copy.ts";

const rounds = Number(process.argv[2] ?? 5);
const executablePath = findBrowser();
if (executablePath === undefined) process.exit(1);
const copy = copySources();
const dev = await startDev(copy);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(new URL(edits.page.route, dev.page).href);
  await page.getByRole("heading", { level: 1 }).waitFor();
  const inAnswer = (route: string, text: string) => async (): Promise<boolean> =>
    (await (await fetch(new URL(route, dev.page))).text()).includes(text);
  const inPage = (text: string) => async (): Promise<boolean> =>
    (await page.getByRole("heading", { level: 1 }).textContent()) === text;
  for (const [what, { file, from, to, route, shows }] of Object.entries(edits)) {
    const isShown = what === "page" ? inPage(shows) : inAnswer(route, shows);
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      copy.edit(file, from, to);
      await untilShown(isShown, true);
      times.push(performance.now() - begun);
      copy.edit(file, to, from);
      await untilShown(isShown, false);
    }
    const sorted = times.toSorted((one, other) => one - other);
    const [median, longest] = [sorted[Math.floor(rounds / 2)], sorted.at(-1)];
    console.log(`${what}: ${seconds(median)} (median of ${rounds}), ${seconds(longest)} at most`);
  }
} finally {
  await browser.close();
  await dev.stop();
  copy.remove();
}

async function untilShown(isShown: () => Promise<boolean>, wanted: boolean): Promise<void> {
  while ((await isShown()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 10));
}

function seconds(ms = NaN): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
