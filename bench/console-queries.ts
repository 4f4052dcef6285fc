// How long does the console take to answer over ten million spans of a day, what does a span weigh, and what would others take?
// The store is made once and kept in the folder for temporary files; TELLTALE_BENCH_ROWS asks for another number of spans.
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { startConsole } from "../tools/console-process.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { run } from "./process.ts";
import { residentMb } from "./resident.ts";
import { type QueryTimes, type QueryParameters, questions, timed } from "./workload/queries.ts";

const rows = Number(process.env["TELLTALE_BENCH_ROWS"] ?? 10_000_000);
const rivalRows = Math.min(rows, 500_000);
const dayMs = 86_400_000;

const store = await measureStore();
const rivals = await compare();
answer({
  question: `Answers over ${(store.filled.spans / 1e6).toPrecision(2)} million spans`,
  method:
    `${store.filled.spans.toLocaleString("en")} spans in ${store.filled.traces.toLocaleString("en")} traces of one day, 20 services, 11 attributes a span, merged; asked over HTTP of a console of its own, warm, ` +
    `median of 11. Lists are the newest 20. The roll-ups, indexes and columns below are bytes on disk divided by all spans. ` +
    `Compared are ${rivalRows.toLocaleString("en")} of the same spans in DuckDB (attributes as a map, as otel-desktop-viewer has them) and SQLite (an index for each question), ` +
    `asked in their own process without HTTP, and in a console of the same spans with it.`,
  figures: [...store.figures, ...rivals],
});

/** What a table, one of its columns or one of its indexes takes on disk. */
interface Weight {
  readonly name: string;
  readonly bytes: number;
}

interface FilledStore {
  readonly spans: number;
  readonly traces: number;
  /** End of the 24 hours, Unix ms. */
  readonly endMs: number;
  readonly tables: readonly Weight[];
  readonly columns: readonly Weight[];
  readonly indexes: readonly Weight[];
}

/** Makes the spans in the store's own engine, which only the console's sources start. */
function fill(args: readonly string[]): Promise<FilledStore> {
  return run("../packages/console/test/support/fill-spans.ts", args, ["--conditions=telltale-source"]);
}

interface Measured {
  readonly filled: FilledStore;
  readonly figures: readonly Figure[];
}

async function measureStore(): Promise<Measured> {
  const folder = path.join(tmpdir(), `telltale-bench-store-${rows}`);
  mkdirSync(folder, { recursive: true });
  const filled = await fill([folder, String(rows)]);
  const begun = performance.now();
  const running = await startConsole(folder);
  try {
    const ask = asking(running.addresses.page, filled.endMs);
    await ask("/api/traces", { limit: "20" });
    const firstAnswerMs = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const idle = residentMb(running.child.pid ?? 0);
    const figures: Figure[] = [];
    const hour = { from: iso(filled.endMs - 7_200_000), to: iso(filled.endMs - 3_600_000) };
    const asked = await samples(ask);
    const paths: readonly (readonly [string, string, Query])[] = [
      ["trace by id", `/api/traces/${asked.traceId}`, {}],
      ["newest traces", "/api/traces", { limit: "20" }],
      ["by service", "/api/traces", { limit: "20", service: "payment" }],
      ["by operation", "/api/traces", { limit: "20", name: "GET /gateway/list" }],
      ["by duration", "/api/traces", { limit: "20", filter: "duration>1s" }],
      ["by an attribute, rare", "/api/traces", { limit: "20", filter: `order.id=${asked.orderId}` }],
      ["by an attribute, common", "/api/traces", { limit: "20", filter: "customer.tier=vip" }],
      [
        "all filters",
        "/api/traces",
        {
          limit: "20",
          service: "gateway",
          filter: ["customer.tier=vip", "duration>200ms", "status=unset", "kind=server"],
        },
      ],
      ["services of the day", "/api/services", {}],
      ["p95 a minute of a service, 24 h", "/api/services/payment", { stepMs: "60000" }],
      ["heatmap, 24 h, all services", "/api/heatmap", {}],
      ["heatmap, 24 h, one service", "/api/heatmap", { service: "gateway" }],
      ["group by, rolled up, 24 h", "/api/traces/groups", { by: "customer.tier" }],
      ["group by any attribute, 24 h", "/api/traces/groups", { by: "cloud.region" }],
      ["service graph, 24 h", "/api/services/graph", {}],
      ["what differs, 1 h, exact", "/api/differs", { ...hour, select: "status=error" }],
      ["what differs, 24 h, sliced", "/api/differs", { select: "status=error" }],
    ];
    for (const [name, to, query] of paths) {
      if (!isAnswer(await ask(to, query))) throw new Error(`Cannot measure ${name}: the answer is empty`);
      figures.push(figureOf(name, "ms", await timed(() => ask(to, query), 11)));
    }
    return {
      filled,
      figures: [
        ...figures,
        { name: "first answer, from the start of the process", value: firstAnswerMs, unit: "ms" },
        { name: "resident at rest, console and engine", value: idle.console + idle.engine, unit: "MB" },
        ...weights(filled),
      ],
    };
  } finally {
    await running.stop();
  }
}

function weights(filled: FilledStore): Figure[] {
  const total = filled.tables.reduce((sum, { bytes }) => sum + bytes, 0);
  const each = (kind: string, list: readonly Weight[], least: number): Figure[] =>
    list
      .map(({ name, bytes }) => ({
        name: `${kind} \`${name}\``,
        value: bytes / filled.spans,
        unit: "bytes a span",
      }))
      .filter(({ value }) => value >= least);
  return [
    { name: "on disk, everything", value: total / filled.spans, unit: "bytes a span" },
    ...each("table", filled.tables, 0.01),
    ...each("index of spans", filled.indexes, 0.01),
    ...each("column of spans", filled.columns, 0.1),
  ];
}

/** The same questions to all three, on the same spans. */
async function compare(): Promise<Figure[]> {
  const folder = path.join(tmpdir(), `telltale-bench-rivals-${process.pid}`);
  mkdirSync(folder);
  const csv = path.join(folder, "spans.tsv");
  const own = path.join(folder, "store");
  mkdirSync(own);
  try {
    const filled = await fill([own, String(rivalRows), csv]);
    const running = await startConsole(own);
    const ask = asking(running.addresses.page, filled.endMs);
    const asked = await samples(ask);
    const ours = await askOurs(ask, asked);
    await running.stop();
    const args = [csv, folder, JSON.stringify(asked)];
    const duckdb = await run<Rival>("against/duckdb.ts", args);
    const sqlite = await run<Rival>("against/sqlite.ts", args);
    const sides = [
      ["telltale", ours, filled.tables.reduce((sum, { bytes }) => sum + bytes, 0)],
      ["DuckDB", duckdb.answered, duckdb.bytes],
      ["SQLite", sqlite.answered, sqlite.bytes],
    ] as const;
    return [
      ...questions.flatMap((question) =>
        sides.map(([side, times]) => figureOf(`${question}: ${side}`, "ms", times[question])),
      ),
      ...sides.map(([side, , bytes]) => ({
        name: `on disk: ${side}`,
        value: bytes / filled.spans,
        unit: "bytes a span",
      })),
      { name: "load: DuckDB", value: filled.spans / duckdb.loadSeconds, unit: "spans/s" },
      { name: "load: SQLite", value: filled.spans / sqlite.loadSeconds, unit: "spans/s" },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Rival {
  readonly loadSeconds: number;
  readonly bytes: number;
  readonly answered: QueryTimes;
}

async function askOurs(ask: Ask, asked: QueryParameters): Promise<QueryTimes> {
  const list = (query: Query): Promise<number[]> =>
    timed(() => ask("/api/traces", { limit: "20", ...query }));
  return {
    "trace by id": await timed(() => ask(`/api/traces/${asked.traceId}`, {})),
    "newest 20 of a service": await list({ service: asked.service }),
    "newest 20 longer than 1 s": await list({ filter: `duration>${asked.durationNs / 1e6}ms` }),
    "by a rare attribute": await list({ filter: `order.id=${asked.orderId}` }),
    "p95 a minute of a service": await timed(() =>
      ask(`/api/services/${asked.service}`, { stepMs: "60000" }),
    ),
    "group by an attribute": await timed(() => ask("/api/traces/groups", { by: asked.groupBy })),
  };
}

/** Values that are there to be asked for. */
async function samples(ask: Ask): Promise<QueryParameters> {
  const { items } = (await ask("/api/traces", {
    limit: "1",
    filter: "order.id exists",
    service: "payment",
  })) as {
    items: readonly { traceId: string }[];
  };
  const traceId = items[0]?.traceId ?? "";
  const trace = (await ask(`/api/traces/${traceId}`, {})) as {
    spans: readonly { attributes: Record<string, { value: string }> }[];
  };
  const orderId = trace.spans[0]?.attributes["order.id"]?.value ?? "";
  return { traceId, orderId, service: "payment", durationNs: 1e9, groupBy: "cloud.region" };
}

type Query = Readonly<Record<string, string | readonly string[]>>;
type Ask = (to: string, query: Query) => Promise<unknown>;

/** Asks the API; the range is the whole day of the spans where nothing else is said. */
function asking(page: string, endMs: number): Ask {
  return async (to, query) => {
    const url = new URL(to, page);
    const isById = /^\/api\/traces\/[0-9a-f]{32}$/.test(to);
    const all = isById ? query : { from: iso(endMs - dayMs), to: iso(endMs), ...query };
    for (const [name, values] of Object.entries(all))
      for (const value of [values].flat()) url.searchParams.append(name, value);
    const response = await fetch(url);
    if (response.status !== 200) throw new Error(`${url.pathname}${url.search}: ${await response.text()}`);
    return response.json();
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Whether there is anything in it: a fast answer that is empty would be no figure. */
function isAnswer(body: unknown): boolean {
  const lists = Object.values(body as Record<string, unknown>).filter((value) => Array.isArray(value));
  return lists.some((list) => list.length > 0);
}
