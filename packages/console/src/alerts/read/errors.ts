// Errors: their occurrences, groups that are new, and groups that came back.
import { durationMs } from "catalog/duration";
import type { Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import { type CellRow, type Family, type Kind, type Span, spanParams } from "./family.ts";
import { distinct } from "./red.ts";

export type ErrorSource = Extract<Source, { errors: string }>;

interface ErrorRow extends CellRow {
  readonly serviceName: string;
  readonly errorType: string;
  readonly entries: string;
  readonly fresh?: string;
  readonly back?: string;
}

const usualQuiet = "7d";

export function errorKind(ask: Ask, maps: AttributeMaps): Kind<ErrorSource, ErrorRow> {
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
    numbersOf: ({ errors }, { entries, fresh, back }) => [
      Number(entries),
      Number(errors === "any" ? entries : errors === "new" ? fresh : back),
    ],
    isAdditive: ({ errors }) => errors === "any",
    sampleOf: (_, [, count = 0]) => ({ value: count, count }),
  };
}

async function askErrors(
  ask: Ask,
  maps: AttributeMaps,
  family: Family<ErrorSource>,
  span: Span,
): Promise<readonly ErrorRow[]> {
  const sources = family.inputs.map(({ source }) => source);
  const services = distinct(sources.map(({ service }) => service));
  const types = distinct(sources.map(({ type }) => type));
  const params = {
    byService: services !== undefined,
    services,
    byType: types !== undefined,
    types,
    ...(await maps.paramsOf("logs", family, services)),
    ...spanParams(span),
  };
  const { errors, quietFor = usualQuiet } = sources[0]!;
  if (errors === "any") return ask<ErrorRow>("alert-errors", params);
  return ask<ErrorRow>("alert-error-groups", { ...params, quietMs: durationMs(quietFor) });
}
