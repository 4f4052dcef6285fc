// The store and a replay of its export answer every input alike, so live and replayed timelines are the same.
// @module-tag extended
import { isDeepStrictEqual } from "node:util";
import type { Source } from "alerts";
import {
  createFactReader,
  createInput,
  indexFacts,
  type Input,
  type ReadAt,
  type Reading,
} from "alerts/readings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReader } from "../../src/alerts/read/read.ts";
import { openApi, type TestApi } from "../api/harness.ts";
import { exportedFacts } from "./exported-facts.ts";
import { begin, fillEverySource, hostileKey, hostileValue } from "./every-source.ts";

let api: TestApi;
let replayed: ReadAt;

beforeAll(async () => {
  api = await openApi();
  await fillEverySource(api);
  replayed = createFactReader(indexFacts(await exportedFacts(api)));
}, 300_000);

afterAll(async () => api.close());

const minute = 60_000;
type Case = readonly [
  groupBy: readonly string[],
  where?: Readonly<Record<string, string | number | boolean>>,
];
/** Groups and conditions of each source. */
const cases: readonly Case[] = [
  [[]],
  [["tier"]],
  [["service.name", "region"]],
  [["attempt", "cached", "ratio"], { tier: "pro" }],
  [[hostileKey]],
  [["service.name"], { [hostileKey]: hostileValue }],
  [[], { attempt: 1, cached: true, region: "eu" }],
];

/** Findings have few attributes. */
const findingCases: readonly Case[] = [
  [[]],
  [["finding"]],
  [["service.name", "operation"]],
  [["service.version", "deployment.environment.name", "finding"]],
  [["tier"]],
];

/** Each source with three of the groupings and conditions. */
function inputsOf(sources: readonly Source[], windowMs = 5 * minute, agoMs = 0): Input[] {
  return sources.flatMap((source, index) => {
    const own = "finding" in source ? findingCases : cases;
    return [0, 2, 5]
      .map((turn) => own[(index + turn) % own.length]!)
      .map(([groupBy, where]) =>
        createInput({ ...source, ...(where !== undefined && { where }) } as Source, windowMs, agoMs, groupBy),
      );
  });
}

function ordered(reading: Reading | undefined): unknown {
  if (reading === undefined || "error" in reading) return reading;
  return reading.groups
    .map(({ labels, sample }) => [JSON.stringify(labels), sample] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

interface Compared {
  /** Groups that were compared. */
  readonly values: number;
  /** The first inputs whose answers differ. */
  readonly differences: readonly unknown[];
}

async function compare(inputs: readonly Input[], moments: readonly number[]): Promise<Compared> {
  const reader = createReader(api.store.queries);
  const differences: unknown[] = [];
  let values = 0;
  for (const at of moments) {
    const found = await reader.read(inputs, at);
    for (const input of inputs) {
      const [live, expected] = [ordered(found.get(input.id)), ordered(replayed(input, at))];
      values += (expected as unknown[]).length;
      if (!isDeepStrictEqual(live, expected)) differences.push({ input: input.id, at, live, expected });
    }
  }
  return { values, differences: differences.slice(0, 3) };
}

const times = [6, 21].map((at) => begin + at * minute);

const measures = ["p50", "p90", "p95", "p99"] as const;

const sources: Readonly<Record<string, readonly Source[]>> = {
  "rate, errors and durations": [
    ...(["rate", "errors", ...measures] as const).flatMap((measure): Source[] => [
      { service: "shop", measure },
      { operation: "it's", measure },
      { service: "payments", operation: "POST /checkout", measure },
    ]),
    { service: "payments", measure: "within", limit: "1100ms" },
    { service: "shop", measure: "within", limit: "1s" },
  ],
  transactions: [
    ...(["count", "completion", "failure", "amount", ...measures] as const).map((measure): Source => ({
      transaction: "purchase",
      measure,
    })),
    { transaction: "refund", measure: "within", limit: "2s" },
    { transaction: "purchase", measure: "within", limit: "1500ms" },
    { transaction: "none", measure: "count" },
  ],
  metrics: ["jobs.waiting", "orders", "bytes", "open", "wait", "fine", "rare", "none"].flatMap((metric) =>
    ([undefined, "rate", "sum", "average", "last", "min", "max", "count", "p50", "p99"] as const).map(
      (aggregation): Source => ({ metric, ...(aggregation !== undefined && { aggregation }) }),
    ),
  ),
  "metrics across series": ["jobs.waiting", "open"].flatMap((metric) =>
    (["last", "average", "min", "max", "p50"] as const).flatMap((aggregation) =>
      (["sum", "max", "min", "average"] as const).map((across): Source => ({ metric, aggregation, across })),
    ),
  ),
  funnels: [
    { funnel: "checkout", from: "cart", to: "payment" },
    { funnel: "checkout", from: "payment", to: "done" },
    { funnel: "signup", from: "cart", to: "cart" },
    { funnel: "signup", from: "cart", measure: "entered" },
  ],
  workflows: [
    { workflow: "order", measure: "events" },
    { workflow: "return", measure: "events", state: "packed" },
    { workflow: "order", measure: "stuck", longerThan: "2m" },
    { workflow: "return", measure: "stuck", longerThan: "3m", state: "packed" },
    { workflow: "return", measure: "stuck", longerThan: "90s" },
  ],
  errors: (["new", "returning", "any"] as const).flatMap((errors): Source[] => [
    { errors },
    { errors, service: "shop", quietFor: "5m" },
    { errors, type: "TypeError", quietFor: "30s" },
  ]),
  "log texts and events": [
    ...[
      "payment * declined",
      "*declined",
      "payment declined",
      "50% of `it's`_done\\",
      "50_ of *",
      "*",
      "line*x*",
      "**",
      "a",
      "p*",
    ].flatMap((text): Source[] => [
      { log: text },
      { log: text, severity: "warn", service: "shop" },
      { log: text, severity: "info", measure: "rate" },
    ]),
    { event: "voucher.rejected" },
    { event: "voucher.rejected", service: "shop", measure: "rate" },
    { event: "exception" },
    { event: "telltale.other" },
  ],
  findings: [
    { finding: "*" },
    { finding: "repeated-*" },
    { finding: "repeated-*", service: "shop" },
    { finding: "*", where: { finding: "large-payload", operation: "it's" } },
    { finding: "*", where: { "service.version": 2, "deployment.environment.name": "production" } },
  ],
};

describe.each(Object.keys(sources))("%s", (name) => {
  test("windows of five minutes", async () => {
    const { values, differences } = await compare(inputsOf(sources[name]!), times);
    expect(differences).toEqual([]);
    expect(values).toBeGreaterThan(20);
  });

  test("windows that do not fit minutes, some time ago", async () => {
    const { differences } = await compare(inputsOf(sources[name]!, 90_500, 30_250), times.slice(0, 1));
    expect(differences).toEqual([]);
  });

  test("long windows", async () => {
    const { differences } = await compare(inputsOf(sources[name]!, 60 * minute), times.slice(1));
    expect(differences).toEqual([]);
  });
});
