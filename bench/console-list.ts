// How long does the list of newest traces take where spans lie close, and where they do not? The store of a day is that of console-queries
// and is kept in the folder for temporary files; TELLTALE_BENCH_ROWS asks for another number of its spans.
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { createFolder, startConsole } from "../tools/console-process.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { run } from "./process.ts";
import { timed } from "./workload/queries.ts";

const rows = Number(process.env["TELLTALE_BENCH_ROWS"] ?? 10_000_000);
const denseSpans = 1_200_000;
const denseSeconds = 30;

const figures = [...(await measureDense()), ...(await measureDay())];
answer({
  question: "The list of newest traces, of 40,000 spans a second and of a day",
  method:
    `${denseSpans.toLocaleString("en")} spans of ${denseSeconds} s in traces of eight, eleven attributes each, as the console's own writer stored them: half of the traces a request and its calls within a second, ` +
    `the spans of the others in any order within five seconds and one of a hundred as long as two minutes. ` +
    `Beside that ${rows.toLocaleString("en")} spans of one day. Asked over HTTP of a console of its own without other load, warm, median of 11; pages of 20.`,
  figures,
});

type Query = Readonly<Record<string, string>>;

async function measureDense(): Promise<Figure[]> {
  const { folder, remove } = createFolder();
  process.once("exit", remove);
  const { endMs } = await fill<{ endMs: number }>("fill-dense.ts", [
    folder,
    String(denseSpans),
    String(denseSeconds),
  ]);
  const middle = { to: iso(endMs - (denseSeconds * 1000) / 2) };
  return measure(folder, endMs, "30 s", [
    ["newest", {}],
    ["older range", middle],
    ["by service", { service: "service-3" }],
    ["by service, older range", { service: "service-3", ...middle }],
    ["by operation", { name: "step 3" }],
    ["with errors", { status: "error" }],
    ["without errors", { status: "ok" }],
    ["spans longer than 1 s", { filter: "duration>1s" }],
    ["by an attribute, common", { filter: "customer.tier=vip" }],
    ["by an attribute, rare", { filter: "order.id=order-10001" }],
    ["longer than 30 s as a whole", { minDurationMs: "30000" }],
  ]);
}

async function measureDay(): Promise<Figure[]> {
  const folder = path.join(tmpdir(), `telltale-bench-store-${rows}`);
  mkdirSync(folder, { recursive: true });
  const { endMs } = await fill<{ endMs: number }>("fill-spans.ts", [folder, String(rows)]);
  return measure(folder, endMs, "a day", [
    ["newest", {}],
    ["older range", { to: iso(endMs - 43_200_000) }],
    ["by service", { service: "payment" }],
    ["with errors", { status: "error" }],
    ["by an attribute, common", { filter: "customer.tier=vip" }],
  ]);
}

/** Makes the spans in the store's own engine, which only the console's sources start. */
function fill<Result>(file: string, args: readonly string[]): Promise<Result> {
  return run(`../packages/console/test/support/${file}`, args, ["--conditions=telltale-source"]);
}

async function measure(
  folder: string,
  endMs: number,
  of: string,
  questions: readonly (readonly [string, Query])[],
): Promise<Figure[]> {
  const running = await startConsole(folder);
  try {
    const measured: Figure[] = [];
    for (const [name, query] of questions) {
      const ask = (cursor?: string): Promise<Page> =>
        askFor(running.addresses.page, {
          from: iso(endMs - 86_400_000),
          to: iso(endMs),
          limit: "20",
          ...query,
          ...(cursor !== undefined && { cursor }),
        });
      const { items, nextCursor } = await ask();
      if (items.length === 0) throw new Error(`Cannot measure ${name}: the answer is empty`);
      measured.push(figureOf(`${of}: ${name}`, "ms", await timed(() => ask(), 11)));
      if (nextCursor !== null)
        measured.push(figureOf(`${of}: ${name}, second page`, "ms", await timed(() => ask(nextCursor), 11)));
    }
    return measured;
  } finally {
    await running.stop();
  }
}

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

async function askFor(page: string, query: Query): Promise<Page> {
  const response = await fetch(new URL(`/api/traces?${new URLSearchParams(query).toString()}`, page));
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Page;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
