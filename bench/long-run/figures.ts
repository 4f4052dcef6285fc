// Whether the figures of the console's API are those that the senders counted.
import type {
  InteractionsResult,
  LogHistogramResult,
  ServicesResult,
  SqlResult,
  TransactionTypeResult,
} from "contract";
import type { Report } from "./load.ts";
import { ask } from "./sample.ts";
import type { Sent } from "./sender.ts";

export interface ComparedFigure {
  readonly what: string;
  readonly sent: number;
  readonly stored: number;
}

export interface SentByAll {
  readonly load: Sent;
  readonly shop: readonly Report[];
}

export interface Range {
  readonly from: string;
  readonly to: string;
}

/** Spans of a trace that the load sends; one of them is a request. */
const spansPerTrace = 8;
const minuteMs = 60_000;

/** From the minute before `fromMs` to the end of the minute of `toMs`. */
export function wholeMinutes(fromMs: number, toMs: number): Range {
  const [from, to] = [Math.floor(fromMs / minuteMs) - 1, Math.floor(toMs / minuteMs) + 1];
  return { from: new Date(from * minuteMs).toISOString(), to: new Date(to * minuteMs).toISOString() };
}

export async function compareFigures(
  page: string,
  range: Range,
  { load, shop }: SentByAll,
): Promise<readonly ComparedFigure[]> {
  const exported = (signal: keyof Report["stats"]): number =>
    shop.reduce((sum, { stats }) => sum + stats[signal].exported, 0);
  const { traces, logs, metrics } = load.acknowledged;
  const stored = await storedIn(page, range);
  const steps = (Date.parse(range.to) - Date.parse(range.from)) / stored.stepMs;
  return [
    { what: "spans of the load, by SQL", sent: traces, stored: stored.loadSpans },
    { what: "spans of the shop, by SQL", sent: exported("traces"), stored: stored.shopSpans },
    { what: "requests of the load, by services", sent: traces / spansPerTrace, stored: stored.entries },
    { what: "log records, by the histogram", sent: logs + exported("logs"), stored: stored.logs },
    { what: "metric points, by SQL", sent: metrics + exported("metrics"), stored: stored.points },
    { what: "even steps of the histogram", sent: Math.ceil(steps), stored: stored.evenSteps },
    ...(await compareTransactions(page, range, shop)),
    ...(await compareInteractions(page, range, shop)),
    { what: "spans past their retention", sent: 0, stored: await countOldSpans(page, range.from) },
  ];
}

export async function countOldSpans(page: string, before: string): Promise<number> {
  return count(page, "SELECT count() FROM spans WHERE start < parseDateTimeBestEffort({at:String})", before);
}

interface Stored {
  readonly loadSpans: number;
  readonly shopSpans: number;
  readonly entries: number;
  readonly logs: number;
  readonly evenSteps: number;
  readonly stepMs: number;
  readonly points: number;
}

async function storedIn(page: string, range: Range): Promise<Stored> {
  const query = `from=${range.from}&to=${range.to}`;
  const spans = "SELECT count() FROM spans WHERE start >= parseDateTimeBestEffort({at:String}) AND";
  const points = (table: string): Promise<number> =>
    count(page, `SELECT count() FROM ${table} WHERE ts >= parseDateTimeBestEffort({at:String})`, range.from);
  const { services } = await ask<ServicesResult>(page, `/api/services?${query}`);
  const { buckets, stepMs } = await ask<LogHistogramResult>(page, `/api/logs/histogram?${query}`);
  const first = Math.floor(Date.parse(range.from) / stepMs) * stepMs;
  return {
    loadSpans: await count(page, `${spans} startsWith(service, 'service-')`, range.from),
    shopSpans: await count(page, `${spans} NOT startsWith(service, 'service-')`, range.from),
    entries: sum(services.filter(({ name }) => name.startsWith("service-")).map(({ entries }) => entries)),
    logs: sum(buckets.flatMap(({ counts }) => Object.values(counts))),
    evenSteps: buckets.filter(({ time }, at) => Date.parse(time) === first + at * stepMs).length,
    stepMs,
    points: (await points("samples")) + (await points("distributions")),
  };
}

async function compareTransactions(
  page: string,
  { from, to }: Range,
  shop: readonly Report[],
): Promise<ComparedFigure[]> {
  const figures: ComparedFigure[] = [];
  for (const type of ["purchase", "registration", "refund"])
    for (const outcome of ["completed", "failed", "abandoned"] as const) {
      const sent = countedBy(shop, `transaction ${type} ${outcome}`);
      if (sent === 0) continue;
      const { summary } = await ask<TransactionTypeResult>(
        page,
        `/api/transactions/${type}?from=${from}&to=${to}`,
      );
      figures.push({ what: `transactions: ${type} ${outcome}`, sent, stored: summary.current[outcome] });
    }
  return figures;
}

async function compareInteractions(
  page: string,
  { from, to }: Range,
  shop: readonly Report[],
): Promise<ComparedFigure[]> {
  const { current } = await ask<InteractionsResult>(page, `/api/interactions?from=${from}&to=${to}`);
  const results = ["solved", "escalated"].map((one) => countedBy(shop, `interaction support contact ${one}`));
  return [{ what: "interactions: support contact", sent: sum(results), stored: current.count }];
}

async function count(page: string, query: string, at: string): Promise<number> {
  const { rows } = await ask<SqlResult>(page, "/api/sql", { query, params: { at } });
  return Number(rows[0]?.[0]);
}

const countedBy = (shop: readonly Report[], what: string): number =>
  sum(shop.map(({ counts }) => counts[what] ?? 0));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
