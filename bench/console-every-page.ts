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

const commits = against === undefined ? [undefined] : [undefined, against];
const sides = await measure(commits.map((commit) => (commit === undefined ? root : otherCheckout(commit))));
answer({
  question: "Every route of the pages over three million fresh spans",
  method:
    `${(spanSeconds * 30_000).toLocaleString("en")} spans of twelve services in traces of eight, ${(otherSeconds * 30_000).toLocaleString("en")} log records, as many metric points, and ${(otherSeconds * 1000).toLocaleString("en")} people of a shop, ` +
    `stored within minutes on an empty folder; five seconds later each route is asked ${rounds} times in turn, the last hour, warm. Then again while spans arrive from 16 senders; sender, console and store on the same cores.` +
    (against === undefined
      ? ""
      : ` The second figure of each is that of commit ${against}: both consoles are filled at the same time, and each route is asked of one after the other.`),
  figures: sides.flatMap((side, at) => figuresOf(side, at === 0 ? "" : `${against}: `)),
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

/** Fills a console of each checkout at the same time, and asks them in turn: what else the machine does meets all alike. */
async function measure(checkouts: readonly string[]): Promise<Side[]> {
  const consoles: ConsoleProcess[] = [];
  try {
    for (const checkout of checkouts) consoles.push(await start(checkout));
    const filling = {
      rate: 30_000 / consoles.length,
      spanSeconds: spanSeconds * consoles.length,
      otherSeconds: otherSeconds * consoles.length,
      people: otherSeconds * 1000,
    };
    const routes = await Promise.all(consoles.map((one) => fill(one, filling)));
    const restMb = consoles.map(({ child }) => residentMb(child.pid ?? 0));
    const rest = await askInTurn(consoles, routes);
    const missing = routes[0]!.filter(({ route }) => !rest[0]!.has(route));
    if (missing.length > 0)
      throw new Error(`Cannot measure ${missing.map(({ path: asked }) => asked).join(", ")}: refused`);
    const loaded: Side["loaded"][number][][] = consoles.map(() => []);
    for (const rate of rates)
      for (const [at, running] of consoles.entries())
        loaded[at]!.push(await underLoad(running, routes[at]!, rate));
    return consoles.map(({ startMs }, at) => ({
      startMs,
      restMb: restMb[at]!.console + restMb[at]!.engine,
      rest: rest[at]!,
      loaded: loaded[at]!,
    }));
  } finally {
    for (const running of consoles) await running.stop();
  }
}

async function start(checkout: string): Promise<ConsoleProcess> {
  const { folder, remove } = createFolder();
  process.once("exit", remove);
  const cli = path.join(checkout, "packages/console/dist/cli.js");
  return startConsole(folder, undefined, [], {}, { cli });
}

/** Each route of each console `rounds` times. One that a console does not have is left out. */
async function askInTurn(
  consoles: readonly ConsoleProcess[],
  routes: readonly (readonly PageRoute[])[],
): Promise<Map<string, number[]>[]> {
  const times = consoles.map(() => new Map<string, number[]>());
  const names = [...new Set(routes.flat().map(({ route }) => route))];
  for (let round = 0; round < rounds; round++)
    for (const name of names)
      for (const [at, running] of consoles.entries())
        await noteTime(
          times[at]!,
          running,
          routes[at]!.find(({ route }) => route === name),
        );
  return times;
}

async function noteTime(
  times: Map<string, number[]>,
  running: ConsoleProcess,
  one: PageRoute | undefined,
): Promise<void> {
  const ms = one === undefined ? undefined : await answerMs(running, one);
  if (one !== undefined && ms !== undefined) times.set(one.route, [...(times.get(one.route) ?? []), ms]);
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
  const times = new Map<string, number[]>();
  const asking = (async () => {
    for (let next = 0; !isOver; next++) await noteTime(times, running, routes[next % routes.length]);
  })();
  const [load] = await Promise.all([sending, asking]);
  return { rate, load, times };
}

function otherCheckout(commit: string): string {
  const folder = checkOut(resolveCommit(commit));
  buildIn(folder);
  return folder;
}
