// Telemetry of the other kinds that alert rules read: workflows, log records, errors, points of metrics, findings. In every store, how much
// of it depends on the seed.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";
import type { RawRecord } from "./telemetry.ts";

export interface Signals {
  /** Of workflows. */
  readonly records: readonly RawRecord[];
  readonly logs: readonly RawLog[];
  readonly points: readonly RawPoint[];
  readonly findings: readonly RawFinding[];
}

/** A log record, an event or an error. */
export interface RawLog {
  readonly at: number;
  readonly service: string;
  readonly environment: string;
  /** As in OpenTelemetry: 1 to 24; 0: not sent. */
  readonly severity: number;
  readonly event: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A point as its sender knows it. */
export interface RawPoint {
  readonly at: number;
  readonly metric: "queue.length" | "orders" | "bytes";
  readonly queue: string;
  /** Of a gauge its value, of a cumulative counter its total, of a delta counter what was added. */
  readonly value: number;
  /** When the counter began. */
  readonly begun: number;
  /** Of counters: what was counted since the last point that was sent. */
  readonly added: number;
}

/** A trace that shows a finding. */
export interface RawFinding {
  readonly at: number;
  readonly trace: string;
  readonly kind: "repeated-queries" | "repeated-calls" | "large-payload";
  readonly service: string;
  readonly place: number;
  readonly weight: number;
  /** The trace no longer shows it. */
  readonly gone: boolean;
}

const minute = 60_000;
const spread = 5 * 60 * minute;
/** A part of a millisecond, too. */
const anyTime = (random: Random): number => now - Math.ceil(random() * spread * 1000) / 1000;

export function signalsOf(seed: number): Signals {
  const random = randomOf(seed + 1_000_003);
  return {
    records: workflowsOf(random),
    logs: [...logsOf(random), ...errorsOf(random)],
    points: [...gaugesOf(random), ...countersOf(random)],
    findings: findingsOf(random),
  };
}

const states = ["new", "packed", "sent"] as const;

/** Orders on their way: some end, some are stuck, some go back. */
function workflowsOf(random: Random): RawRecord[] {
  return Array.from({ length: random.whole(10, 60) }, (_, index): RawRecord[] => {
    const begun = anyTime(random);
    const steps = random.whole(1, 5);
    let at = begun;
    const records = Array.from({ length: steps }, (_none, step): RawRecord => {
      at += random.whole(1, 40 * minute);
      const isEnd = step === steps - 1 && random.chance(0.5);
      return {
        uid: `flow-${index}-${step}`,
        event: isEnd ? "telltale.workflow.ended" : "telltale.workflow.event",
        service: "shop",
        environment: "production",
        at,
        user: "",
        session: "",
        attributes: {
          "telltale.workflow.type": "order",
          "telltale.workflow.id": `flow-${index}`,
          "telltale.workflow.state": isEnd ? "done" : random.pick(states),
          ...(!isEnd && { "telltale.workflow.event": "moved" }),
          region: random.pick(["eu", "us"]),
        },
      };
    }).filter((record) => record.at < now);
    const first = records[0];
    // a start is not an event
    if (first?.event.endsWith(".event") === true && index % 4 === 0)
      records.unshift({ ...first, uid: `${first.uid}-started`, event: "telltale.workflow.started" });
    return random.chance(0.1) ? [...records, ...records] : records;
  }).flat();
}

/** Records with texts, and events with names. */
function logsOf(random: Random): RawLog[] {
  return Array.from({ length: random.whole(50, 300) }, (): RawLog => {
    const event = random.pick(["", "", "voucher.rejected", "telltale.other"]);
    return {
      at: anyTime(random),
      service: random.pick(["shop", "payment"]),
      environment: "production",
      severity: random.pick([0, 5, 9, 13, 17, 21]),
      event,
      body: random.pick([
        `payment p${random.whole(1, 9)} declined`,
        "payment declined",
        "100% of it_ done",
        "line one\npayment 7 declined",
      ]),
      attributes: { region: random.pick(["eu", "us"]) },
    };
  });
}

/** Groups of errors: some from the beginning on, some new, some that come back. */
function errorsOf(random: Random): RawLog[] {
  return Array.from({ length: random.whole(3, 12) }, (_, group): RawLog[] => {
    const [first, last] = [anyTime(random), now].map((at) => at - random() * 30 * minute);
    const type = random.pick(["TimeoutError", "TypeError"]);
    const service = random.pick(["shop", "payment"]);
    return Array.from({ length: random.whole(1, 20) }, (): RawLog => ({
      at: Math.min(first!, last!) + random() * Math.abs(last! - first!),
      service,
      environment: "production",
      severity: 17,
      event: "exception",
      body: "",
      attributes: {
        "exception.type": type,
        "exception.message": `no ${random.whole(1, 9)}`,
        "telltale.error.fingerprint": `group-${group}`,
        region: random.pick(["eu", "us"]),
      },
    }));
  })
    .flat()
    .filter(({ at }) => at < now);
}

function gaugesOf(random: Random): RawPoint[] {
  return ["mails", "orders"].flatMap((queue) => {
    const everyMs = random.pick([15_000, 60_000]);
    const points: RawPoint[] = [];
    for (let at = now - spread + random.whole(1, 9_000); at < now; at += everyMs)
      if (random.chance(0.9))
        points.push({
          at,
          metric: "queue.length",
          queue,
          value: random.whole(-50, 400) / 4,
          begun: 0,
          added: 0,
        });
    return points;
  });
}

/** Counters that begin again with their process, and of which some points are lost. */
function countersOf(random: Random): RawPoint[] {
  const metrics = ["orders", "bytes"] as const;
  return metrics.flatMap((metric) =>
    ["mails", "orders"].flatMap((queue) => {
      const points: RawPoint[] = [];
      let begun = now - spread;
      let [total, added] = [0, 0];
      for (let at = begun + random.whole(1, 9_000); at < now; at += 30_000) {
        const counted = random.whole(0, 12);
        const isNew = points.length > 0 && random.chance(0.02);
        if (isNew) [begun, total, added] = [at - 5_000, 0, 0];
        total += counted;
        added += counted;
        if (random.chance(0.1)) continue;
        points.push({ at, metric, queue, value: metric === "orders" ? total : added, begun, added });
        added = 0;
      }
      return points;
    }),
  );
}

function findingsOf(random: Random): RawFinding[] {
  return Array.from({ length: random.whole(10, 60) }, (_, index): RawFinding[] => {
    const common = {
      at: Math.floor(anyTime(random)),
      trace: `finding-${index}`,
      weight: random.pick([1, 1, 2.5, 10]),
    };
    return Array.from({ length: random.pick([1, 1, 3]) }, (_none, place): RawFinding => ({
      ...common,
      place,
      kind: random.pick(["repeated-queries", "repeated-calls", "large-payload"]),
      service: random.pick(["shop", "payment"]),
      gone: random.chance(0.1),
    }));
  }).flat();
}
