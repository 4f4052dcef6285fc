// @module-tag extended
// Figures of comparisons against the oracle: by time, environment, version and attribute.
import type { ComparedRow, CompareResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import {
  comparedCompletion,
  comparedErrorShare,
  comparedLoss,
  type ComparedFigure,
  comparedOccurrences,
  comparedRate,
  comparedTransactionP95,
  type RawSide,
} from "./compared.ts";
import { rolloutOf, transferMinutes } from "./generate-rollout.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import { storeOf } from "./store.ts";
import type { RawError, RawRecord, RawSpan } from "./telemetry.ts";
import { readTransactions, recordsOf } from "./transactions.ts";

const iso = (ms: number): string => new Date(ms).toISOString();
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;

describe.each(seeds)("store %i", (seed) => {
  const { spans, errors, records, from, release, to } = rolloutOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ spans, records, from, to }, seed);
    await addErrors(api, errors, seed);
  });
  afterAll(() => api.close());

  type Own = RawSpan | RawError | RawRecord;
  function side(period: Period, own: (one: Own) => boolean, seconds?: number): RawSide {
    return {
      spans: [...between(spans, period), ...between(errors, period).filter(isOfSpan).map(toSpan)].filter(own),
      errors: between(errors, period).filter(own),
      transactions: readTransactions(recordsOf(records, period).filter(own)).filter(
        ({ end }) => end !== undefined && end.at >= period.from && end.at < period.to,
      ),
      ...(seconds !== undefined && { seconds }),
    };
  }
  const whole = { from, to };
  const all = (): boolean => true;
  const seconds = ({ from: start, to: end }: Period): number => (end - start) / 1000;

  test("two times", async () => {
    const base = { from, to: release };
    const now = { from: release, to };
    const result = await api.get<CompareResult>(
      `/api/compare?from=${iso(release)}&to=${iso(to)}&baseFrom=${iso(from)}&baseTo=${iso(release)}`,
    );
    expectRows(result, [side(base, all, seconds(base)), side(now, all, seconds(now))]);
    expect(words(result)).toEqual(expect.arrayContaining(fallen));
  });

  test("a range and the one before it, of which transactions end late", async () => {
    const length = transferMinutes.range * 60_000;
    const start = from - transferMinutes.before * 60_000;
    const base = { from: start, to: start + length };
    const now = { from: base.to, to: base.to + length };
    const result = await api.get<CompareResult>(`/api/compare?from=${iso(now.from)}&to=${iso(now.to)}`);
    expectRows(result, [side(base, all, seconds(base)), side(now, all, seconds(now))]);
    expect(words(result)).toEqual(["transaction transfer completion better"]);
  });

  test("two environments", async () => {
    const of = (environment: string): RawSide =>
      side(whole, (one) => one.environment === environment, seconds(whole));
    const result = await api.get<CompareResult>(
      `/api/compare?from=${iso(from)}&to=${iso(to)}&environment=production&baseEnvironment=staging`,
    );
    expectRows(result, [of("staging"), of("production")]);
    expect(words(result)).toContain("service store rate changed");
  });

  test("two versions that ran for different times", async () => {
    const of = (version: string): RawSide =>
      side(whole, (one) => "version" in one && one.version === version);
    const result = await api.get<CompareResult>(
      `/api/compare?from=${iso(from)}&to=${iso(to)}&by=service.version&value=2&baseValue=1`,
    );
    expectRows(result, [of("1"), of("2")]);
    expect(words(result)).toEqual(expect.arrayContaining([...risen, "error TimeoutError occurrences worse"]));
    // as many calls a request as before, and as many jobs a second; `work` are the spans of errors
    expect(words(result).filter((one) => / rate /.test(one) && !/ work /.test(one))).toEqual([]);
  });

  test("two values of an attribute", async () => {
    const of = (run: string): RawSide => {
      const own = side(whole, (one) => one.attributes["run.id"] === run);
      return { ...own, errors: own.errors.filter((error) => error.from === "record") };
    };
    const result = await api.get<CompareResult>(
      `/api/compare?from=${iso(from)}&to=${iso(to)}&by=run.id&value=run-2&baseValue=run-1`,
    );
    expectRows(result, [of("run-1"), of("run-2")]);
    expect(words(result)).toEqual(expect.arrayContaining(fallen));
  });

  test("two values of an attribute, of a service", async () => {
    // attributes of errors are those of their records
    const of = (run: string): RawSide => {
      const own = side(whole, (one) => one.attributes["run.id"] === run && one.service === "store");
      return { ...own, errors: own.errors.filter((error) => error.from === "record") };
    };
    const result = await api.get<CompareResult>(
      `/api/compare?from=${iso(from)}&to=${iso(to)}&service=store&by=run.id&value=run-2&baseValue=run-1`,
    );
    expectRows(result, [of("run-1"), of("run-2")]);
    expect(words(result)).toEqual(expect.arrayContaining(risen));
    expect(words(result).filter((one) => / rate /.test(one) && !/ work /.test(one))).toEqual([]);
  });
});

testAskedRoutes("compare.test.ts");

/** From 1.2 % to 28 %. */
const risen = [
  "service store errors worse",
  "operation GET / errors worse",
  "error DeclinedError occurrences worse",
];

const isOfSpan = ({ from }: RawError): boolean => from === "span";

/** The span that has the exception. */
function toSpan(error: RawError): RawSpan {
  const { uid, trace, service, version, environment, at, isHandled, weight, attributes } = error;
  const common = { trace, service, version, environment, at, weight, attributes };
  return {
    ...common,
    id: uid,
    parent: "a",
    isRemote: false,
    name: "work",
    kind: "internal",
    durationMs: 1,
    failed: !isHandled,
  };
}

/** The same, with transactions, which no service has. */
const fallen = [...risen, "transaction purchase completion worse", "transaction purchase p95 worse"];

const words = ({ changes }: CompareResult): string[] =>
  changes.map(({ kind, name, what, verdict }) => `${kind} ${name} ${what} ${verdict}`);

/** Each row that is listed has the figures of the oracle. */
function expectRows(
  { changes, base, now, failed, cut }: CompareResult,
  sides: readonly [RawSide, RawSide],
): void {
  expect([failed, cut]).toEqual([[], []]);
  expect([base.spans, now.spans]).toEqual(sides.map((one) => one.spans.length));
  const losses = (rows: readonly ComparedRow[]) =>
    rows.map(({ lost }) => lost.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]));
  const completions = changes.filter(({ what }) => what === "completion");
  expect(losses(completions).map((one) => Object.fromEntries(one) as unknown)).toEqual(
    completions.map(({ name }) => comparedLoss(sides, name)),
  );
  expect(losses(changes.filter((row) => !completions.includes(row))).flat()).toEqual([]);
  const rows = changes.filter(({ kind, what }) => kind === "transaction" || what !== "p95");
  expect(rows.map(figureOf)).toEqual(
    rows.map((row) => {
      const expected = expectedOf(row, sides);
      return { ...expected, base: close(expected.base), now: close(expected.now) };
    }),
  );
}

const figureOf = ({ base, now, baseCount, nowCount }: ComparedRow): ComparedFigure => ({
  base,
  now,
  baseCount,
  nowCount,
});

function expectedOf(row: ComparedRow, sides: readonly [RawSide, RawSide]): ComparedFigure {
  if (row.kind === "transaction")
    return row.what === "completion"
      ? comparedCompletion(sides, row.name)
      : comparedTransactionP95(sides, row.name);
  if (row.kind === "error") return comparedOccurrences(sides, row.service, row.id);
  const operation = row.kind === "operation" ? row.name : undefined;
  const of = row.what === "rate" ? comparedRate : comparedErrorShare;
  return of(sides, row.service, operation);
}
