// What visits did step by step, by the definitions in words, from visits one by one.
import type { JourneyEnd, JourneyEndings } from "contract";
import { percentileOf } from "./figures.ts";
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord, RawSpan } from "./telemetry.ts";
import { failingTraces, hasFailed, type Visit } from "./visits.ts";

const gapMs = 30 * 60_000;
const prefix = "telltale.transaction.";

/** The way of one visit, up to its end. */
export interface Way {
  readonly person: string;
  readonly steps: readonly { readonly step: string; readonly at: number; readonly failed: boolean }[];
  /** When it came to the end. */
  readonly doneAt: number | undefined;
  readonly ending: keyof JourneyEndings;
}

export interface Choice {
  readonly start: string | undefined;
  readonly end: JourneyEnd;
  readonly unit: "visits" | "people";
}

/** When the transactions of each person were completed, by person and type. */
export function completionsOf(
  records: readonly RawRecord[],
  counts: (record: RawRecord) => boolean,
  period: Period,
): readonly { readonly person: string; readonly type: string; readonly at: number }[] {
  const personOf = personsOf(records);
  const own = between(once(records), period).filter((one) => one.event.startsWith(prefix) && counts(one));
  const of = Map.groupBy(
    own,
    ({ attributes }) => `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`,
  );
  return [...of.values()].flatMap((all) => {
    const ordered = all.toSorted((a, b) => a.at - b.at);
    const end = ordered.find(({ event }) => event === `${prefix}ended`);
    const named =
      ordered.findLast(({ user }) => user !== "") ?? ordered.findLast(({ session }) => session !== "");
    const person = named && personOf(named);
    return end?.attributes[`${prefix}outcome`] !== "completed" || person === undefined
      ? []
      : [{ person, type: String(end.attributes[`${prefix}type`]), at: end.at }];
  });
}

/** The ways that count. */
export function waysOf(
  visits: readonly Visit[],
  { start, end, unit }: Choice,
  {
    completions,
    spans,
    period: { from, to },
  }: {
    readonly completions: ReturnType<typeof completionsOf>;
    readonly spans: readonly RawSpan[];
    readonly period: Period;
  },
): readonly Way[] {
  const failing = failingTraces(spans, { from, to });
  const ways = visits.flatMap((visit): Way[] => {
    const begin = start === undefined ? 0 : visit.steps.findIndex(({ step }) => step === start);
    if (begin === -1) return [];
    const begun = visit.steps.slice(begin);
    const done =
      end.kind === "step"
        ? begun.find(({ step }) => step === end.name)?.at
        : completions
            .filter(
              ({ person, type }) =>
                person === visit.person && type === end.name && end.kind === "transaction",
            )
            .map(({ at }) => at)
            .toSorted((a, b) => a - b)
            .find((at) => at >= begun[0]!.at && at < visit.lastAt + gapMs);
    return [
      {
        person: visit.person,
        steps: begun
          .filter(({ at }) => done === undefined || at <= done)
          .map((one) => ({ step: one.step, at: one.at, failed: hasFailed(one, failing, done) })),
        doneAt: done,
        ending: done !== undefined ? "completed" : visit.lastAt + gapMs > to ? "open" : "left",
      },
    ];
  });
  if (unit === "visits") return ways;
  return [...Map.groupBy(ways, ({ person }) => person).values()].map((own) =>
    own.reduce((first, way) => (way.steps[0]!.at < first.steps[0]!.at ? way : first)),
  );
}

export function countEndings(ways: readonly Way[]): JourneyEndings {
  const of = (ending: keyof JourneyEndings): number => ways.filter((way) => way.ending === ending).length;
  return { completed: of("completed"), open: of("open"), left: of("left") };
}

const median = (values: readonly number[]): number | null =>
  values.length === 0 ? null : percentileOf(values, 0.5)!;

/** The figures of each step of the column `at`, from 0, by step; and of each way to the next column. */
export function columnOf(ways: readonly Way[], at: number) {
  const here = ways.filter(({ steps }) => steps.length > at);
  const nodes = [...Map.groupBy(here, ({ steps }) => steps[at]!.step)].map(([step, own]) => ({
    step,
    visits: own.length,
    people: new Set(own.map(({ person }) => person)).size,
    returns: own.filter(({ steps }) => steps.slice(0, at).some((one) => one.step === step)).length,
    errors: own.filter(({ steps }) => steps[at]!.failed).length,
    medianMs: median(
      own.flatMap(({ steps, doneAt }) => {
        const next = steps[at + 1]?.at ?? doneAt;
        return next === undefined ? [] : [next - steps[at]!.at];
      }),
    ),
    ended: countEndings(own.filter(({ steps }) => steps.length === at + 1)),
    became: countEndings(own),
  }));
  const on = here.filter(({ steps }) => steps.length > at + 1);
  const links = [...Map.groupBy(on, ({ steps }) => `${steps[at]!.step} → ${steps[at + 1]!.step}`)].map(
    ([way, own]) => ({
      way,
      visits: own.length,
      medianMs: median(own.map(({ steps }) => steps[at + 1]!.at - steps[at]!.at)),
      errors: own.filter(({ steps }) => steps[at + 1]!.failed).length,
    }),
  );
  return {
    visits: here.length,
    before: countEndings(ways.filter(({ steps }) => steps.length <= at)),
    nodes,
    links,
  };
}

/** The paths as a whole, by their steps and how they ended. */
export function pathsOf(ways: readonly Way[]) {
  return [
    ...Map.groupBy(ways, ({ steps, ending }) => [...steps.map(({ step }) => step), ending].join(" → ")),
  ].map(([path, own]) => ({
    path,
    visits: own.length,
    medianMs: medianOfAll(own),
    errors: own.filter(({ steps }) => steps.some(({ failed }) => failed)).length,
  }));
}

export const medianOfAll = (ways: readonly Way[]): number | null =>
  median(ways.map(({ steps, doneAt }) => (doneAt ?? steps.at(-1)!.at) - steps[0]!.at));
