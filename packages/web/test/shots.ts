// Looks at the pages: a screenshot of each address in both themes and in three widths.
// `node --conditions=telltale-source packages/web/test/shots.ts FOLDER [URL|story|empty|broken] PATH…`
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium } from "playwright-core";

import { startPreview, type Mood } from "./preview.ts";

const [folder = ".", where = "story", ...paths] = process.argv.slice(2);
const widths = (process.env["WIDTHS"] ?? "1440,390").split(",").map(Number);
const themes = (process.env["THEMES"] ?? "light,dark").split(",") as ("light" | "dark")[];
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

const preview = where.startsWith("http")
  ? undefined
  : await startPreview(0, where as Mood, process.env["PAGES"]);
const base = preview?.url ?? where;
mkdirSync(folder, { recursive: true });
const context = await chromium.launchPersistentContext(mkdtempSync(path.join(tmpdir(), "telltale-shots-")), {
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: flags,
});
for (const address of paths.length === 0 ? ["/"] : paths) {
  for (const width of widths) {
    for (const colorScheme of themes) {
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning")
          console.log(`${address} ${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => console.log(`${address} threw: ${error.stack ?? error.message}`));
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: width < 700 ? 844 : 900 });
      await page.goto(`${base}${address}`);
      await page.locator("main h1").first().waitFor();
      await page
        .locator("[aria-busy=true]")
        .first()
        .waitFor({ state: "detached", timeout: 10_000 })
        .catch(() => console.log(`${address}: still busy`));
      // Fonts, observers and the first frame of each chart.
      await page.evaluate(
        () =>
          new Promise((resolve) => {
            requestAnimationFrame(() => requestAnimationFrame(resolve));
          }),
      );
      await page.waitForTimeout(Number(process.env["WAIT"] ?? 500));
      const name =
        (address.replace(/\?.*$/, "").replaceAll("/", "-").replace(/^-/, "") || "overview") +
        (process.env["SUFFIX"] ?? "");
      const full = process.env["FULL"] !== undefined || width < 700;
      await page.screenshot({
        path: path.join(folder, `${name}-${colorScheme}-${width}.png`),
        fullPage: full,
      });
      await page.close();
    }
  }
}
await context.close();
preview?.server.closeAllConnections();
preview?.server.close();
