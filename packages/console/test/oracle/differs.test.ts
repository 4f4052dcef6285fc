// What differs, against the oracle: who is on which side, and how many of either meet what was found.
import { leastEvidence } from "catalog/measures";
import type { DiffersResult, FunnelResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { usualWindowOf, walksOf } from "./attempts.ts";
import { boughtOf } from "./bought.ts";
import { close, rangeOf } from "./figures.ts";
import { visitTelemetryOf } from "./generate-visits.ts";
import { telemetryOf } from "./generate.ts";
import { randomOf } from "./random.ts";
import { seeds } from "./seeds.ts";
import { type Bought, boughtIn } from "./single-transactions.ts";
import { receivedOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";

describe.each(seeds)("store %i", (seed) => {
  const { to } = telemetryOf(seed);
  const from = to - 4 * 3_600_000;
  const visits = visitTelemetryOf(seed);
  // transactions and people of one store, whose records do not meet
  const records = [...withCause(manyBought(seed), seed), ...visits.records];
  const range = rangeOf({ from, to });
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ from, to, spans: [], records }, seed);
  });
  afterAll(() => api.close());

  test("lost transactions differ from completed ones by what they have more often", async () => {
    const ended = boughtIn(records).filter(
      (one) => one.type === "purchase" && one.ended !== undefined && one.ended >= from && one.ended < to,
    );
    const isLost = ({ outcome }: Bought): boolean => outcome !== "completed";
    const [lost, kept] = [ended.filter(isLost), ended.filter((one) => !isLost(one))];
    const result = await api.get<DiffersResult>(
      `/api/differs?${range}&of=transactions&type=purchase&outcome=failed&outcome=abandoned`,
    );
    expect([result.unit, result.selection.count, result.rest.count, result.sampled]).toEqual([
      "transactions",
      lost.length,
      kept.length,
      null,
    ]);
    expect(result.verdict === "few").toBe(Math.min(lost.length, kept.length) < leastEvidence);
    const own = result.findings.filter(
      ({ parts }) => parts.length === 1 && parts[0]!.key === "payment.provider",
    );
    expect(own.length > 0).toBe(result.verdict !== "few");
    for (const { parts, ...found } of own) {
      const [{ kind, value } = { kind: "", value: "" }] = parts;
      const meets = ({ provider }: Bought): boolean =>
        kind === "value"
          ? provider === value
          : kind === "absent"
            ? provider === undefined
            : provider !== undefined;
      const [of, ofRest] = [lost.filter(meets).length, kept.filter(meets).length];
      expect([kind, value, found]).toMatchObject([
        kind,
        value,
        {
          selectionCount: of,
          restCount: ofRest,
          selectionShare: close(of / lost.length),
          restShare: close(ofRest / kept.length),
          difference: close(of / lost.length - ofRest / kept.length),
        },
      ]);
    }
    const sums = Map.groupBy(
      lost.flatMap(({ money }) => money ?? []),
      ({ currency }) => currency,
    );
    const cents = [...sums].map(([currency, all]) => [
      currency,
      all.reduce((sum, one) => sum + one.cents, 0),
    ]);
    expect(
      Object.fromEntries(
        result.selection.amounts.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]),
      ),
    ).toEqual(result.verdict === "few" ? {} : Object.fromEntries(cents));
  });

  test("people who dropped at a step are compared with those who went on, within the usual window", async () => {
    const period = { from: visits.from, to: visits.to };
    const { funnel } = await api.get<FunnelResult>(`/api/funnels/checkout?${rangeOf(period)}`);
    const steps = funnel.steps.map(({ name }) => name);
    expect(funnel.window).toEqual(usualWindowOf(records, "checkout", steps));
    const walks = walksOf(records, "checkout", steps, { ...period, windowMs: funnel.window.ms });
    for (const [at, step] of steps.slice(0, -1).entries()) {
      const result = await api.get<DiffersResult>(
        `/api/differs?${rangeOf(period)}&of=funnels&type=checkout&step=${step}`,
      );
      expect([step, result.unit, result.selection.count, result.rest.count]).toEqual([
        step,
        "people",
        walks.filter(({ level, isOpen }) => level === at + 1 && !isOpen).length,
        walks.filter(({ level }) => level > at + 1).length,
      ]);
    }
  });
});

testAskedRoutes("differs.test.ts");

const prefix = "telltale.transaction.";

/** Enough of them to be compared: those of several shops. */
function manyBought(seed: number): RawRecord[] {
  return Array.from({ length: 5 }, (_, shop) => {
    const { records } = boughtOf(telemetryOf(seed + shop * 100_000), seed);
    return records
      .filter(({ event }) => event.startsWith(prefix))
      .map((record): RawRecord => ({
        ...record,
        uid: `${shop} ${record.uid}`,
        // people are those of visits
        user: "",
        session: "",
        attributes: { ...record.attributes, [`${prefix}id`]: `${shop} ${record.attributes[`${prefix}id`]}` },
      }));
  }).flat();
}

/** A provider loses most of its transactions, also those whose time ran out. */
function withCause(records: readonly RawRecord[], seed: number): RawRecord[] {
  const random = randomOf(seed + 14_000);
  const idOf = ({ attributes }: RawRecord): string =>
    `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`;
  const outcomes = new Map(
    records.map((record) => [idOf(record), record.attributes[`${prefix}outcome`] === "completed"]),
  );
  const provider = new Map(
    [...outcomes].map(([id, isCompleted]) => [
      id,
      random.chance(isCompleted ? 0.1 : 0.8) ? "nordpay" : "harbourpay",
    ]),
  );
  return records.map((record) => {
    const { "payment.provider": _, ...attributes } = record.attributes;
    const own = provider.get(idOf(record));
    return {
      ...record,
      attributes: { ...attributes, ...(own !== undefined && { "payment.provider": own }) },
    };
  });
}
