// How smooth is the page of one trace of 100,000 spans? A real console, a real browser without a graphics card.
// `node bench/console-trace-frames.ts [scroll|zoom|fold|flame]` measures all, or only one of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { chromium, type Page } from "playwright-core";

import { findBrowser } from "../tools/browser.ts";
import type { ConsoleProcess } from "../tools/console-process.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { quantile, withConsole } from "./ingest.ts";
import { drawLargeTrace, type LargeTrace } from "./workload/large-trace.ts";

/** What `workload/trace-page.js` measures. */
interface Frames {
  readonly framesMs: readonly number[];
  readonly longestTaskMs: number;
  /** From the choice of the flame graph to its picture. */
  readonly shownMs: number;
}

/** What `workload/trace-page.js` adds to the page, and what Chromium has. */
interface InPage {
  readonly traceShown: Promise<number>;
  readonly performance: { readonly memory: { readonly usedJSHeapSize: number } };
  actOnTrace(kind: string): Promise<Frames>;
}

const spans = Number(process.env["TELLTALE_BENCH_SPANS"] ?? 100_000);
const runs = 3;
const kinds = (["scroll", "zoom", "fold", "flame"] as const).filter(
  (kind) => process.argv[2] === undefined || process.argv[2] === kind,
);
const folder = mkdtempSync(path.join(tmpdir(), "telltale-frames-"));

try {
  const figures = await withConsole(async (running) => {
    const trace = drawLargeTrace(spans, 5_000, BigInt(Date.now() - 120_000) * 1_000_000n);
    await store(running, trace);
    return [...(await apiFigures(running, trace)), ...(await pageFigures(running, trace))];
  });
  answer({
    question: `The page of one trace of ${spans.toLocaleString("en")} spans`,
    method:
      `A trace of ${spans.toLocaleString("en")} spans of nine attributes from 60 services in 90 processes, up to 600 levels deep, with 5,000 log records, in a real console; ` +
      `headless Chromium with \`--disable-gpu\` at 1440 × 900 on the same cores, ${runs} runs. Scrolled by 400 px in each of 240 frames, zoomed and panned by the wheel in each of 240, ` +
      "folds toggled 20 times; the flame graph zoomed and panned as the waterfall. A frame is from one animation frame to the next; 16.7 ms are 60 a second.",
    figures,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function store({ addresses }: ConsoleProcess, trace: LargeTrace): Promise<void> {
  const send = async (signal: string, body: Uint8Array): Promise<void> => {
    const response = await fetch(`${addresses.otlpHttp}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": "application/x-protobuf" },
      body: new Uint8Array(body),
    });
    if (!response.ok) throw new Error(`Cannot store the trace: ${response.status} ${await response.text()}`);
  };
  for (const body of trace.traceRequests()) await send("traces", body);
  for (const body of trace.logRequests()) await send("logs", body);
}

/** The answer that the page asks for, until the roll-up knows all spans; its bytes and its time. */
async function apiFigures({ addresses }: ConsoleProcess, trace: LargeTrace): Promise<Figure[]> {
  const times: number[] = [];
  let bytes = 0;
  for (let run = 0; run < runs + 1; run++) {
    const begun = performance.now();
    const response = await fetch(`${addresses.page}/api/traces/${trace.traceId}?detail=auto`);
    const text = await response.text();
    if (!response.ok) throw new Error(`Cannot read the trace: ${text}`);
    if (run > 0) times.push(performance.now() - begun);
    bytes = text.length;
  }
  return [
    figureOf("answer of the API", "ms", times),
    { name: "answer of the API, size", value: bytes / 1e6, unit: "MB" },
  ];
}

async function pageFigures({ addresses }: ConsoleProcess, trace: LargeTrace): Promise<Figure[]> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error("Cannot measure without a browser.");
  const context = await chromium.launchPersistentContext(path.join(folder, "profile"), {
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--enable-precise-memory-info",
      "--disable-background-networking",
    ],
    viewport: { width: 1440, height: 900 },
  });
  await context.addInitScript({ path: path.join(import.meta.dirname, "workload/trace-page.js") });
  const loads: number[] = [];
  const heaps: number[] = [];
  const acts = new Map(kinds.map((kind) => [kind, [] as Frames[]]));
  try {
    for (let run = 0; run < runs; run++) {
      const page = await context.newPage();
      loads.push(await load(page, `${addresses.page}/traces/${trace.traceId}`));
      for (const [kind, list] of acts)
        list.push(await page.evaluate((what) => (globalThis as unknown as InPage).actOnTrace(what), kind));
      heaps.push(
        await page.evaluate(() => (globalThis as unknown as InPage).performance.memory.usedJSHeapSize / 1e6),
      );
      await page.close();
    }
  } finally {
    await context.close();
  }
  return [
    figureOf("from the answer to the first rows", "ms", loads),
    ...[...acts].flatMap(([kind, list]) => framesOf(kind, list)),
    figureOf("heap of the page", "MB", heaps),
  ];
}

async function load(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const shownMs = await page.evaluate(() => (globalThis as unknown as InPage).traceShown);
  const rows = Number(await page.getByRole("treegrid").getAttribute("aria-rowcount"));
  if (!(rows > 100)) throw new Error(`Cannot trust the figures: the page has ${rows} rows.`);
  return shownMs;
}

function framesOf(kind: string, list: readonly Frames[]): Figure[] {
  const sorted = list.map(({ framesMs }) => framesMs.toSorted((a, b) => a - b));
  if (kind === "fold") {
    return [
      figureOf(
        "fold to the next picture, median",
        "ms",
        sorted.map((frames) => quantile(frames, 0.5)),
      ),
    ];
  }
  const title = kind === "flame" ? "flame graph zoom" : kind;
  const shown = list.map(({ shownMs }) => shownMs);
  return [
    ...(kind === "flame" ? [figureOf("flame graph, from the choice to its picture", "ms", shown)] : []),
    figureOf(
      `${title}, frames a second`,
      "/s",
      list.map(({ framesMs }) => (1000 * framesMs.length) / framesMs.reduce((sum, ms) => sum + ms, 0)),
    ),
    figureOf(
      `${title}, frame p95`,
      "ms",
      sorted.map((frames) => quantile(frames, 0.95)),
    ),
    figureOf(
      `${title}, longest task`,
      "ms",
      list.map(({ longestTaskMs }) => longestTaskMs),
    ),
  ];
}
