// Bottlenecks against the oracle: what the findings of traces add up to.
import type { Bottleneck, BottleneckResult, BottlenecksResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredFinding } from "../../src/store/findings.ts";
import { allPages, now, openApi, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { close, rangeOf, sum } from "./figures.ts";
import { findingsOf } from "./generate-findings.ts";
import { telemetryOf } from "./generate.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { toNs } from "./store.ts";

type Found = StoredFinding & { readonly at: number };

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const range = rangeOf({ from, to });
  const stored = findingsOf(seed);
  // late spans of a trace show that it is fine after all
  const known = stored
    .filter(({ gone }) => !gone)
    .map((finding): Found => ({ ...finding, at: finding.startUs / 1000 }));
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    await api.store.findings.save(
      stored.map((finding) => ({ ...finding, gone: false })),
      now - 1000,
    );
    await api.store.findings.save(stored, now);
  });
  afterAll(() => api.close());

  const groupsOf = (findings: readonly Found[]): ReadonlyMap<string, readonly Found[]> =>
    Map.groupBy(between(findings, { from, to }), ({ fingerprint }) => fingerprint);

  test.each([
    ["", () => true],
    ["&service=shop", ({ service }: Found) => service === "shop"],
    ["&kind=repeated-queries", ({ kind }: Found) => kind === "repeated-queries"],
    ["&environment=staging", ({ environment }: Found) => environment === "staging"],
  ] as const)("the list%s has the figures of each", async (query, holds) => {
    const { items } = await allPages<Bottleneck>(api, `/api/bottlenecks?${range}${query}&limit=2`);
    const groups = groupsOf(known.filter(holds));
    expect(items.map(({ fingerprint }) => fingerprint).toSorted()).toEqual([...groups.keys()].toSorted());
    for (const one of items) expect(one).toMatchObject(expectedOf(groups.get(one.fingerprint)!, known));
  });

  test.each(["", "&service=shop"])(
    "those that are new were first found in the range, and are counted on all pages%s",
    async (query) => {
      const path = `/api/bottlenecks?${range}&new=true${query}&limit=2`;
      const { items } = await allPages<Bottleneck>(api, path);
      const isOld = new Set(known.filter(({ at }) => at < from).map(({ fingerprint }) => fingerprint));
      const own = known.filter(({ service }) => query === "" || service === "shop");
      const expected = [...groupsOf(own).keys()].filter((fingerprint) => !isOld.has(fingerprint));
      expect(items.map(({ fingerprint }) => fingerprint).toSorted()).toEqual(expected.toSorted());
      const { total } = await api.get<BottlenecksResult>(path);
      expect(total).toBe(expected.length);
    },
  );

  test.each([
    ["saved", ({ savedMs }: Bottleneck) => savedMs],
    ["transactions", ({ transactions }: Bottleneck) => transactions],
    ["latest", ({ lastNs }: Bottleneck) => Number(BigInt(lastNs) / 1000n)],
  ] as const)("the list is in the order of %s", async (sort, rank) => {
    const { items } = await allPages<Bottleneck>(api, `/api/bottlenecks?${range}&sort=${sort}&limit=50`);
    expect(items.map(rank)).toEqual(items.map(rank).toSorted((a, b) => b - a));
  });

  test("each has the figures of the list, over time and as examples", async () => {
    const { items } = await allPages<Bottleneck>(api, `/api/bottlenecks?${range}&limit=50`);
    for (const listed of items) {
      const { fingerprint } = listed;
      const result = await api.get<BottleneckResult>(`/api/bottlenecks/${fingerprint}?${range}`);
      expect(result.bottleneck).toEqual(listed);
      const own = groupsOf(known).get(fingerprint)!;
      const { buckets, stepMs } = result;
      expect(buckets).toEqual(
        buckets.map(({ time }) => {
          const inStep = between(own, stepAt(time, stepMs));
          return { time, traces: weigh(inStep), savedMs: close(savedBy(inStep)) };
        }),
      );
      expect(sum(buckets.map(({ traces }) => traces))).toBe(listed.traces);
      expect(result.examples.map(({ savedMs }) => savedMs)).toEqual(
        own
          .map(({ savedMs }) => savedMs)
          .toSorted((a, b) => b - a)
          .slice(0, 20),
      );
    }
  });
});

testAskedRoutes("bottlenecks.test.ts");

function stepAt(time: string, stepMs: number): Period {
  const from = Date.parse(time);
  return { from, to: from + stepMs };
}

const weigh = (findings: readonly Found[]): number => sum(findings.map(({ weight }) => weight));
const savedBy = (findings: readonly Found[]): number =>
  sum(findings.map(({ savedMs, weight }) => savedMs * weight));

function expectedOf(own: readonly Found[], all: readonly Found[]): object {
  const { fingerprint, kind, service, environment, operation, target } = own[0]!;
  const times = own.map(({ at }) => at);
  const transactions = new Map(
    own.flatMap((finding) => finding.transactions.map((one) => [one.key, one] as const)),
  );
  const byCurrency = Map.groupBy(transactions.values(), ({ currencyCode }) => currencyCode);
  const ever = all.filter((finding) => finding.fingerprint === fingerprint);
  return {
    kind,
    service,
    environment,
    operation,
    target,
    traces: weigh(own),
    calls: close(sum(own.map(({ count, weight }) => count * weight)) / weigh(own)),
    size: Math.max(...own.map(({ size }) => size)),
    savedMs: close(savedBy(own)),
    savedMsPerTrace: close(savedBy(own) / weigh(own)),
    transactions: transactions.size,
    counted: own.length,
    firstNs: String(toNs(Math.min(...times))),
    lastNs: String(toNs(Math.max(...times))),
    firstSeenNs: String(toNs(Math.min(...ever.map(({ at }) => at)))),
    versions: [...new Set(own.map(({ version }) => version))].filter((one) => one !== "").toSorted(),
    amounts: [...byCurrency]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, some]) => ({
        currency,
        amount: String(sum(some.map(({ amountText }) => Number(amountText)))),
      })),
  };
}
