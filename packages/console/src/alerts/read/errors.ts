// Errors: their occurrences, groups that are new, and groups that came back.
import { durationMs } from "catalog/duration";
import { errorAttributes, type Fact, type SourceOf } from "alerts/readings";
import type { QueryParams } from "../../store/query/query.ts";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { factWindows, fitsKey } from "./fact-windows.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  labelsOf,
  type Span,
  spanParams,
} from "./family.ts";
import { checked, familyOf, mostFacts, openScan, spanOf } from "./open-windows.ts";
import { distinct, servicesOf } from "./selection.ts";
import { familyReading, type RangeAsk, type SourceReading, type SourceWindows } from "./source-reading.ts";
import type { Steps } from "./windows.ts";

type ErrorSource = SourceOf<"errors">;

interface ErrorRow extends CellRow {
  readonly serviceName: string;
  readonly errorType: string;
  readonly entries: string;
  /** `entries` before sampling; of a rule on occurrences. */
  readonly occurrences?: number;
  readonly fresh?: string;
  readonly back?: string;
}

/** How long a group that came back was away, where a rule does not say it. */
export const usualQuiet = "7d";

export const errorReading: SourceReading<ErrorSource> = familyReading(
  ({ ask, maps }) => errorKind(ask, maps),
  async (input, steps, asked) =>
    input.source.errors === "any"
      ? openScan(errorKind(asked.ask, asked.maps), input, steps)
      : openErrors(input, steps, asked),
);

function errorKind(ask: Ask, maps: AttributeMaps): Kind<ErrorSource, ErrorRow> {
  return {
    share: ({ source: { errors, quietFor = usualQuiet, service, type } }) =>
      JSON.stringify([
        errors === "any" ? "any" : errors === "new" ? "new" : durationMs(quietFor),
        service !== undefined,
        type !== undefined,
      ]),
    ask: (family, span) => askErrors(ask, maps, family, span),
    keyOfRow: ({ serviceName, errorType }) => JSON.stringify([serviceName, errorType]),
    keyOf: ({ service = "", type = "" }) => JSON.stringify([service, type]),
    numbersOf: ({ errors }, { entries, occurrences, fresh, back }) => [
      Number(entries),
      Number(errors === "any" ? occurrences : errors === "new" ? fresh : back),
    ],
    isAdditive: ({ errors }) => errors === "any",
    sampleOf: ({ errors }, [entries = 0, count = 0]) =>
      errors === "any" ? { value: Math.round(count), count: entries } : { value: count, count },
  };
}

/** The parameters of groups and conditions, and what has their attributes: all errors, or log records of errors. */
export async function errorCells(
  maps: AttributeMaps,
  family: Pick<Family<ErrorSource>, "groupBy" | "where">,
  services: readonly string[] | undefined,
): Promise<QueryParams> {
  const keys = [...family.groupBy, ...family.where.map(([key]) => key)];
  return keys.every((key) => errorAttributes.has(key))
    ? { ...cellParams(family), ofErrors: true }
    : { ...(await maps.paramsOf("logs", family, services)), ofRecords: true };
}

async function askErrors(
  ask: Ask,
  maps: AttributeMaps,
  family: Family<ErrorSource>,
  span: Span,
): Promise<readonly ErrorRow[]> {
  const sources = family.inputs.map(({ source }) => source);
  const selected = servicesOf(sources);
  const types = distinct(sources.map(({ type }) => type));
  const params = {
    ...selected,
    byType: types !== undefined,
    types,
    ...(await errorCells(maps, family, selected.services)),
    ...spanParams(span),
  };
  const { errors, quietFor = usualQuiet } = sources[0]!;
  if (errors === "any") return ask<ErrorRow>("alert-errors", params);
  return ask<ErrorRow>("alert-error-groups", { ...params, quietMs: durationMs(quietFor) });
}

/** The first and the last of the errors of a step, and the last one before the range; 0 for none. */
interface GroupRow extends CellRow {
  readonly fingerprint: string;
  readonly before: number;
  readonly first: number;
  readonly last: number;
}

async function openErrors(
  input: InputOf<ErrorSource>,
  steps: Steps,
  { ask, maps }: Pick<RangeAsk, "ask" | "maps">,
): Promise<SourceWindows> {
  const { service, type = "" } = input.source;
  const services = service === undefined ? undefined : [service];
  const rows = await ask<GroupRow>("alert-error-facts", {
    ...(await errorCells(maps, familyOf(input), services)),
    ...spanParams(spanOf(steps)),
    byService: false,
    byType: false,
    services,
    types: type === "" ? undefined : [type],
    most: mostFacts + 1,
  });
  const earlier = new Set<string>();
  const facts = checked(rows, mostFacts).flatMap((row): Fact[] => {
    const { fingerprint: errorGroup, before, first, last } = row;
    const attributes = { ...labelsOf(row, input.groupBy), [fitsKey]: "1" };
    const isKnown = before === 0 || earlier.has(errorGroup);
    earlier.add(errorGroup);
    const times = [...(isKnown ? [] : [before]), first, ...(last > first ? [last] : [])];
    return times.map((at) => ({ at, attributes, errorGroup, type }));
  });
  return { read: factWindows({ ...input, source: { ...input.source, type: undefined } as never }, facts) };
}
