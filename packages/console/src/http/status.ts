// What the console says of itself: /api/stats, and its own metrics as Prometheus text.
import type { SignalCounts, Stats } from "contract";
import type { IntakeCounts } from "../receive/counts.ts";
import type { Intake } from "../receive/intake.ts";
import type { FoldedNames } from "../store/write/folded-names.ts";
import { readVersion } from "../version.ts";

const version = readVersion();

/** Figures of the store. */
export interface StoreFigures {
  readonly engine: string;
  readonly version: string;
  readonly bytes: number;
  readonly rows: number;
  readonly damaged?: Stats["store"]["damaged"];
  readonly retention?: Stats["store"]["retention"];
  readonly disk?: Stats["store"]["disk"];
}

/** Where things are listening. */
export type Addresses = Stats["addresses"];

/** The body of /api/stats. */
export function toStats(
  intake: Pick<Intake, "counts" | "queueBytes"> & { readonly folded: readonly FoldedNames[] } & Pick<
      Stats,
      "senders"
    >,
  store: StoreFigures,
  startedAt: Date,
  addresses: Addresses,
): Stats {
  const { received, stored, rejected, dropped, reasons } = intake.counts;
  return {
    version,
    received,
    stored,
    rejected,
    dropped,
    reasons: [...reasons].map(([reason, items]) => ({ reason, items })).toSorted((a, b) => b.items - a.items),
    folded: intake.folded.map((one) => ({ ...one, reason: reasonOf(one) })),
    senders: intake.senders,
    queueBytes: intake.queueBytes,
    store,
    startedAt: startedAt.toISOString(),
    addresses,
  };
}

const advice: Readonly<Record<FoldedNames["kind"], string>> = {
  services:
    "Name the application in `service.name` and its pods in `service.instance.id`, or raise `--max-services`.",
  operations:
    "Name spans by their route or statement without values (`GET /orders/:id`), or raise `--max-operations`.",
  environments:
    "Name the environment in `deployment.environment.name` (`production`, `staging`) without numbers of builds or branches, or raise `--max-environments`.",
  versions:
    "Name the release in `service.version` without times or names of processes, or raise `--max-versions`.",
  metrics:
    "Name metrics by what they measure and put values into attributes (`orders` with `region`), or raise `--max-metrics`.",
  series:
    "Leave out attributes with many values (ids, addresses, paths) from metrics, or raise `--max-series`.",
};

const nouns: Readonly<Record<FoldedNames["kind"], readonly [one: string, many: string]>> = {
  services: ["service", "services"],
  operations: ["operation", "operations"],
  environments: ["environment", "environments"],
  versions: ["version", "versions"],
  metrics: ["name of a metric", "names of metrics"],
  series: ["series", "series"],
};

const effectOnRollups = "counted as `_OTHER` today. Spans and log records keep their names.";
const effects: Readonly<Partial<Record<FoldedNames["kind"], string>>> = {
  metrics: "counted as `_OTHER` today. Their points are stored, and charts and SQL find them by their names.",
  series:
    "left out of anomalies and catalogs today. Their points are stored, and charts, rules and SQL find them.",
};

function reasonOf({ kind, budget, names }: FoldedNames): string {
  const count = `${names} ${nouns[kind][names === 1 ? 0 : 1]}`;
  const what = `About ${count} over the budget of ${budget} ${names === 1 ? "is" : "are"}`;
  return `${what} ${effects[kind] ?? effectOnRollups} ${advice[kind]}`;
}

const signalNames: readonly (keyof SignalCounts)[] = [
  "spans",
  "logRecords",
  "metricPoints",
  "businessEvents",
];

/** The body of /metrics: Prometheus text format 0.0.4. */
export function toPrometheusText(
  intake: Intake,
  { counts, folded }: { readonly counts: IntakeCounts; readonly folded: readonly FoldedNames[] },
  startedAt: Date,
): string {
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  return [
    family(
      "telltale_console_items_total",
      "counter",
      "Spans, log records, metric points and business events by outcome.",
      (["received", "stored", "rejected", "dropped"] as const).flatMap((fate) =>
        signalNames.map(
          (signal) => [`{signal="${toSnake(signal)}",fate="${fate}"}`, counts[fate][signal]] as const,
        ),
      ),
    ),
    family(
      "telltale_console_requests_total",
      "counter",
      "Requests to the receiver by outcome, and imports and live streams that were refused.",
      Object.entries(counts.requests).map(
        ([result, count]) => [`{result="${toSnake(result)}"}`, count] as const,
      ),
    ),
    family(
      "telltale_console_folded_names",
      "gauge",
      "Different names over the budget of a tenant today (UTC), which roll-ups and lists count as one.",
      folded.map(({ kind, tenant, names }) => [`{kind="${kind}",tenant="${tenant}"}`, names] as const),
    ),
    family(
      "telltale_console_folded_items",
      "gauge",
      "Spans, log records and metric points with these names today (UTC).",
      folded.map(({ kind, tenant, items }) => [`{kind="${kind}",tenant="${tenant}"}`, items] as const),
    ),
    family("telltale_console_queue_bytes", "gauge", "Bytes of requests that wait for the store.", [
      ["", intake.queueBytes],
    ]),
    family("telltale_console_reading_bytes", "gauge", "Bytes of requests that are being read and decoded.", [
      ["", intake.admitter.bytes],
    ]),
    family("process_resident_memory_bytes", "gauge", "Resident memory of the console, without its engine.", [
      ["", memory.rss],
    ]),
    family("process_cpu_seconds_total", "counter", "Processor time of the console, without its engine.", [
      ["", (cpu.user + cpu.system) / 1e6],
    ]),
    family("process_start_time_seconds", "gauge", "When the console started, Unix time.", [
      ["", startedAt.getTime() / 1000],
    ]),
  ].join("");
}

function family(
  name: string,
  type: string,
  help: string,
  samples: readonly (readonly [labels: string, value: number])[],
): string {
  const lines = samples.map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
