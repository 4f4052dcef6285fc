// How long does each page take from the navigation to the first data on the screen, over ten million spans of a day? A real console, a real
// browser. The store is that of console-queries and is kept in the folder for temporary files; TELLTALE_BENCH_ROWS asks for another
// number of its spans, TELLTALE_BENCH_PAGES=traces,services for some pages only.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Browser, type BrowserContext, chromium } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";
import { startConsole } from "../tools/console-process.ts";
import { cpuMs } from "./cpu.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { run } from "./process.ts";

/** What counts as data of a page (`workload/first-data.js`). */
type Kind = "rows" | "spans" | "map" | "figure";

/** What `workload/first-data.js` adds to the page. */
interface InPage {
  firstData(kind: Kind): Promise<Painted>;
}

interface Painted {
  readonly dataMs: number;
  /** First paint of anything: the frame of the page, with its skeletons. */
  readonly paintMs: number;
}

const rows = Number(process.env["TELLTALE_BENCH_ROWS"] ?? 10_000_000);
const wanted = process.env["TELLTALE_BENCH_PAGES"]?.split(",");
const runs = 5;
const dayMs = 86_400_000;

const folder = path.join(tmpdir(), `telltale-bench-store-${rows}`);
mkdirSync(folder, { recursive: true });
const { endMs } = await run<{ endMs: number }>(
  "../packages/console/test/support/fill-spans.ts",
  [folder, String(rows)],
  ["--conditions=telltale-source"],
);
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error("Cannot measure without a browser.");
const running = await startConsole(folder);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const pages = await pagesOfStore();
  answer({
    question: `First paint with data, over ${(rows / 1e6).toPrecision(2)} million spans`,
    method:
      `${rows.toLocaleString("en")} spans of one day (the store of console-queries), pages over all of it; headless Chromium with \`--disable-gpu\` at 1440 × 900 on the same cores as the console. ` +
      `From the navigation to the frame after the first row, span, box or figure is in the document; ${runs} runs each. Cold: nothing in the browser's cache. Warm: the page was open before.`,
    figures: await measure(
      browser,
      pages.filter(([name]) => wanted?.includes(name) ?? true),
    ),
  });
} finally {
  await browser.close();
  await running.stop();
}

type PageOfStore = readonly [name: string, address: string, kind: Kind];

async function pagesOfStore(): Promise<readonly PageOfStore[]> {
  const day = `from=${iso(endMs - dayMs)}&to=${iso(endMs)}`;
  const hour = `from=${iso(endMs - 7_200_000)}&to=${iso(endMs - 3_600_000)}`;
  const response = await fetch(`${running.addresses.page}/api/traces?limit=1&${day}`);
  const { items } = (await response.json()) as { readonly items: readonly { readonly traceId: string }[] };
  return [
    ["overview", `/?${day}`, "rows"],
    ["traces", `/traces?${day}`, "rows"],
    ["traces in error", `/traces?${day}&filter=error`, "rows"],
    ["groups, rolled up", `/traces?${day}&view=groups&by=customer.tier`, "rows"],
    ["groups by any attribute", `/traces?${day}&view=groups&by=cloud.region`, "rows"],
    ["groups by any attribute, an hour", `/traces?${hour}&view=groups&by=cloud.region`, "rows"],
    ["what differs", `/traces?${day}&view=differs`, "rows"],
    ["what differs, an hour", `/traces?${hour}&view=differs`, "rows"],
    ["one trace", `/traces/${items[0]!.traceId}?${day}`, "spans"],
    ["services", `/services?${day}`, "rows"],
    ["service map", `/services?view=map&${day}`, "map"],
    ["one service", `/services/payment?${day}`, "figure"],
  ];
}

async function measure(open: Browser, pages: readonly PageOfStore[]): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, address, kind] of pages) {
    const cold: Painted[] = [];
    const warm: Painted[] = [];
    const used: number[] = [];
    for (let at = 0; at < runs; at++) {
      const context = await open.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addInitScript({ path: path.join(import.meta.dirname, "workload/first-data.js") });
      const before = usedMs();
      cold.push(await paintsOf(context, address, kind));
      used.push(usedMs() - before);
      warm.push(await paintsOf(context, address, kind));
      await context.close();
    }
    // a page whose data come first has no paint before them
    const first = [...cold, ...warm].map(({ dataMs, paintMs }) => (Number.isNaN(paintMs) ? dataMs : paintMs));
    figures.push(
      figureOf(`${name}: cold`, "ms", dataOf(cold)),
      figureOf(`${name}: warm`, "ms", dataOf(warm)),
    );
    figures.push(figureOf(`${name}: first paint of anything`, "ms", first));
    figures.push(figureOf(`${name}: CPU time of console and engine until then`, "ms", used));
  }
  return figures;
}

async function paintsOf(context: BrowserContext, address: string, kind: Kind): Promise<Painted> {
  const page = await context.newPage();
  await page.goto(running.addresses.page + address, { waitUntil: "commit" });
  const painted = await page.evaluate((of) => (globalThis as unknown as InPage).firstData(of), kind);
  await page.close();
  return painted;
}

function usedMs(): number {
  const used = cpuMs(running.child.pid ?? 0);
  return used.console + used.engine;
}

function dataOf(painted: readonly Painted[]): readonly number[] {
  return painted.map(({ dataMs }) => dataMs);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
