// What does every route of the pages take over three million fresh spans, at rest and while spans arrive? Beside another commit with
// `TELLTALE_BENCH_AGAINST=COMMIT`. `TELLTALE_BENCH_SECONDS=10` for a short run.
import path from "node:path";

import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { answer, type Figure, figureOf, median } from "./figure.ts";
import { buildIn, checkOut, resolveCommit } from "./guard/checkout.ts";
import { sendTo } from "./ingest.ts";
import { answerMs, fill, spanLoad } from "./pages.ts";
import { residentMb } from "./resident.ts";
import type { Load } from "./workload/load.ts";
import type { PageRoute } from "./workload/page-routes.ts";

const spanSeconds = Number(process.env["TELLTALE_BENCH_SECONDS"] ?? 100);
const against = process.env["TELLTALE_BENCH_AGAINST"];
const otherSeconds = Math.ceil(spanSeconds / 10);
const rates = [20_000, 30_000] as const;
const rounds = 7;
const root = path.join(import.meta.dirname, "..");

/** Times of the routes of one console, ms, by route. */
type Times = ReadonlyMap<string, readonly number[]>;

interface Side {
  readonly startMs: number;
  readonly restMb: number;
  readonly rest: Times;
  readonly loaded: readonly { readonly rate: number; readonly load: Load; readonly times: Times }[];
}

const own = await measure(root);
const other = against === undefined ? undefined : await measure(otherCheckout(against));
answer({
  question: "Every route of the pages over three million fresh spans",
  method:
    `${(spanSeconds * 30_000).toLocaleString("en")} spans of twelve services in traces of eight, ${(otherSeconds * 30_000).toLocaleString("en")} log records, as many metric points, and ${(otherSeconds * 1000).toLocaleString("en")} people of a shop, ` +
    `stored within minutes on an empty folder; five seconds later each route is asked ${rounds} times in turn, the last hour, warm. Then again while spans arrive from 16 senders; sender, console and store on the same cores.` +
    (against === undefined ? "" : ` The second figure of each is that of commit ${against}.`),
  figures:
    other === undefined ? figuresOf(own, "") : [...figuresOf(own, ""), ...figuresOf(other, `${against}: `)],
});

function figuresOf({ startMs, restMb, rest, loaded }: Side, prefix: string): Figure[] {
  return [
    { name: `${prefix}start until ready`, value: startMs, unit: "ms" },
    { name: `${prefix}resident after loading, console and engine`, value: restMb, unit: "MB" },
    { name: `${prefix}all routes, sum of medians`, value: sumOfMedians(rest), unit: "ms" },
    ...[...rest].map(([route, ms]) => figureOf(`${prefix}${route}`, "ms", ms)),
    ...loaded.flatMap(({ rate, load, times }) => [
      { name: `${prefix}at ${rate}/s: acknowledged`, value: load.perSecond, unit: "/s" },
      { name: `${prefix}at ${rate}/s: acknowledged after, p99`, value: load.p99Ms, unit: "ms" },
      { name: `${prefix}at ${rate}/s: all routes, sum of medians`, value: sumOfMedians(times), unit: "ms" },
      ...slowest(times).map(([route, ms]) => figureOf(`${prefix}at ${rate}/s: ${route}`, "ms", ms)),
    ]),
  ];
}

function sumOfMedians(times: Times): number {
  return [...times.values()].reduce((sum, ms) => sum + median(ms), 0);
}

/** The ten slowest routes. */
function slowest(times: Times): readonly (readonly [string, readonly number[]])[] {
  return [...times].toSorted(([, a], [, b]) => median(b) - median(a)).slice(0, 10);
}

async function measure(checkout: string): Promise<Side> {
  const { folder, remove } = createFolder();
  process.once("exit", remove);
  const running = await startConsole(
    folder,
    undefined,
    [],
    {},
    {
      cli: path.join(checkout, "packages/console/dist/cli.js"),
    },
  );
  try {
    const routes = await fill(running, { spanSeconds, otherSeconds, people: otherSeconds * 1000 });
    const { console: consoleMb, engine } = residentMb(running.child.pid ?? 0);
    const rest = await askAll(running, routes, rounds);
    const missing = routes.filter(({ route }) => !rest.has(route));
    if (checkout === root && missing.length > 0)
      throw new Error(`Cannot measure ${missing.map(({ path: asked }) => asked).join(", ")}: refused`);
    const loaded: Side["loaded"][number][] = [];
    for (const rate of rates) loaded.push(await underLoad(running, routes, rate));
    return { startMs: running.startMs, restMb: consoleMb + engine, rest, loaded };
  } finally {
    await running.stop();
  }
}

/** Asks all routes while spans arrive, until the load ends. */
async function underLoad(
  running: ConsoleProcess,
  routes: readonly PageRoute[],
  rate: number,
): Promise<Side["loaded"][number]> {
  const seconds = Math.min(30, spanSeconds);
  let isOver = false;
  const sending = sendTo(running, { ...spanLoad, rate, seconds }).finally(() => (isOver = true));
  const times = askAll(running, routes, Number.POSITIVE_INFINITY, () => isOver);
  const [load, asked] = await Promise.all([sending, times]);
  return { rate, load, times: asked };
}

/** Each route `most` times, one after the other; a route that the console does not have is left out. */
async function askAll(
  running: ConsoleProcess,
  routes: readonly PageRoute[],
  most: number,
  isOver: () => boolean = () => false,
): Promise<Times> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < most && !isOver(); round++)
    for (const one of routes) {
      if (isOver()) break;
      const ms = await answerMs(running, one);
      if (ms !== undefined) times.set(one.route, [...(times.get(one.route) ?? []), ms]);
    }
  return times;
}

function otherCheckout(commit: string): string {
  const folder = checkOut(resolveCommit(commit));
  buildIn(folder);
  return folder;
}
