// How long does each page take from the navigation to the first data on the screen, over ten million spans of a day, and over ten million
// business events of thirty? A real console, a real browser. The stores are those of console-queries and console-business and are kept in
// the folder for temporary files; TELLTALE_BENCH_ROWS asks for another number of spans, TELLTALE_BENCH_DAYS for another number of days,
// TELLTALE_BENCH_PAGES=traces,services for some pages only.
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
type Kind = "differences" | "rows" | "spans" | "map" | "figure" | "share" | "outline" | "sankey";

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
const days = Number(process.env["TELLTALE_BENCH_DAYS"] ?? 30);
const wanted = process.env["TELLTALE_BENCH_PAGES"]?.split(",");
const runs = 5;
const dayMs = 86_400_000;

const folderOf = (name: string): string => {
  const folder = path.join(tmpdir(), name);
  mkdirSync(folder, { recursive: true });
  return folder;
};
const support = "../packages/console/test/support";
const ofSource = ["--conditions=telltale-source"];
const spansFolder = folderOf(`telltale-bench-store-${rows}`);
const { endMs } = await run<{ endMs: number }>(
  `${support}/fill-spans.ts`,
  [spansFolder, String(rows)],
  ofSource,
);
const eventsFolder = folderOf(`telltale-bench-business-${days}`);
const filled = await run<{ events: number; today: number; user: string }>(
  `${support}/business-figures.ts`,
  [eventsFolder, String(days), "fill"],
  ofSource,
);
const executablePath = findBrowser();
if (executablePath === undefined) throw new Error("Cannot measure without a browser.");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  answer({
    question: `First paint with data, over ${(rows / 1e6).toPrecision(2)} million spans`,
    method:
      `${rows.toLocaleString("en")} spans of one day (the store of console-queries), and ${filled.events.toLocaleString("en")} business events of ${days} days (that of console-business), pages over all of it; headless Chromium with \`--disable-gpu\` at 1440 × 900 on the same cores as the console. ` +
      `From the navigation to the frame after the first row, span, box or figure is in the document; ${runs} runs each. Cold: nothing in the browser's cache. Warm: the page was open before.`,
    figures: [
      ...(await measure(browser, spansFolder, pagesOfSpans)),
      ...(await measure(browser, eventsFolder, pagesOfEvents)),
    ],
  });
} finally {
  await browser.close();
}

type PageOfStore = readonly [name: string, address: string, kind: Kind];

async function pagesOfSpans(origin: string): Promise<readonly PageOfStore[]> {
  const day = `from=${iso(endMs - dayMs)}&to=${iso(endMs)}`;
  const hour = `from=${iso(endMs - 7_200_000)}&to=${iso(endMs - 3_600_000)}`;
  const response = await fetch(`${origin}/api/traces?limit=1&${day}`);
  const { items } = (await response.json()) as { readonly items: readonly { readonly traceId: string }[] };
  return [
    ["overview", `/?${day}`, "rows"],
    ["traces", `/traces?${day}`, "rows"],
    ["traces in error", `/traces?${day}&filter=error`, "rows"],
    ["groups, rolled up", `/traces?${day}&view=groups&by=customer.tier`, "rows"],
    ["groups by any attribute", `/traces?${day}&view=groups&by=cloud.region`, "rows"],
    ["groups by any attribute, an hour", `/traces?${hour}&view=groups&by=cloud.region`, "rows"],
    ["what differs", `/traces?${day}&view=differs`, "differences"],
    ["what differs, an hour", `/traces?${hour}&view=differs`, "differences"],
    ["one trace", `/traces/${items[0]!.traceId}?${day}`, "spans"],
    ["services", `/services?${day}`, "rows"],
    ["service map", `/services?view=map&${day}`, "map"],
    ["one service", `/services/payment?${day}`, "figure"],
  ];
}

function pagesOfEvents(): readonly PageOfStore[] {
  const month = `from=${iso((filled.today - days) * dayMs)}&to=${iso(filled.today * dayMs)}`;
  return [
    ["overview of business events", `/?${month}`, "rows"],
    ["transactions", `/transactions?${month}`, "rows"],
    ["transactions of a type", `/transactions/purchase?${month}`, "rows"],
    ["funnels", `/funnels?${month}`, "share"],
    ["one funnel", `/funnels/checkout?${month}`, "share"],
    ["journeys", `/journeys?${month}`, "rows"],
    ["outline of a Sankey", `/journeys/checkout?${month}`, "outline"],
    ["one journey", `/journeys/checkout?${month}`, "sankey"],
    ["a person", `/people/${encodeURIComponent(filled.user)}?${month}`, "rows"],
  ];
}

type PagesOf = (origin: string) => readonly PageOfStore[] | Promise<readonly PageOfStore[]>;

async function measure(open: Browser, folder: string, pagesOf: PagesOf): Promise<readonly Figure[]> {
  const running = await startConsole(folder);
  try {
    const pages = await pagesOf(running.addresses.page);
    return await measurePages(
      open,
      running,
      pages.filter(([name]) => wanted?.includes(name) ?? true),
    );
  } finally {
    await running.stop();
  }
}

type Running = Awaited<ReturnType<typeof startConsole>>;

async function measurePages(
  open: Browser,
  running: Running,
  pages: readonly PageOfStore[],
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [name, asked, kind] of pages) {
    const address = running.addresses.page + asked;
    const cold: Painted[] = [];
    const warm: Painted[] = [];
    const used: number[] = [];
    for (let at = 0; at < runs; at++) {
      const context = await open.newContext({ viewport: { width: 1440, height: 900 } });
      await context.addInitScript({ path: path.join(import.meta.dirname, "workload/first-data.js") });
      const before = usedMs(running);
      cold.push(await paintsOf(context, address, kind));
      used.push(usedMs(running) - before);
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
  await page.goto(address, { waitUntil: "commit" });
  const painted = await page.evaluate((of) => (globalThis as unknown as InPage).firstData(of), kind);
  await page.close();
  return painted;
}

function usedMs(running: Running): number {
  const used = cpuMs(running.child.pid ?? 0);
  return used.console + used.engine;
}

function dataOf(painted: readonly Painted[]): readonly number[] {
  return painted.map(({ dataMs }) => dataMs);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
