// GET /api/funnels and /api/funnels/{name}: conversion of all funnels, and of one with who dropped where.
import type { FunnelResult, FunnelsResult, JourneyPerson } from "contract";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { findFunnels } from "./funnel-definitions.ts";
import { noSummary, type ReasonRow, summariseFunnels, toFunnelParams } from "./funnel-summary.ts";
import { type PersonRow, toPerson } from "./journey-person.ts";
import { decimal, rangeFields, readParams, readRange, requiredText } from "./params.ts";
import { findSize, toSample } from "./people-parts.ts";
import { toRangeParams, toResolved } from "./range.ts";
import { findStepFigures } from "./step-figures.ts";

const dayMs = 86_400_000;
const fields = { ...rangeFields, windowMs: decimal(1, 366 * dayMs) } as const;

export async function listFunnels(raw: RawParams, context: ApiContext): Promise<FunnelsResult> {
  const params = readParams(fields, raw);
  const range = readRange(params, context);
  const environment = params.environment ?? "";
  const [funnels, reasons] = await Promise.all([
    findFunnels("", range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), name: "", environment }),
  ]);
  const query = toFunnelParams(funnels, range, params.environment, params.windowMs ?? dayMs);
  return { ...toResolved(range), funnels: await summariseFunnels(funnels, query, range, reasons, context) };
}

/** A funnel that nobody declared or walked has no steps. */
export async function getFunnel(raw: RawParams, context: ApiContext): Promise<FunnelResult> {
  const params = readParams({ ...fields, name: requiredText }, raw);
  const range = readRange(params, context);
  const environment = params.environment ?? "";
  const [[found], reasons] = await Promise.all([
    findFunnels(params.name, range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), name: params.name, environment }),
  ]);
  const funnel = found ?? { name: params.name, steps: [] };
  const query = toFunnelParams([funnel], range, params.environment, params.windowMs ?? dayMs);
  const sample = toSample(await findSize(query, context));
  const [[summary], taken, dropped] = await Promise.all([
    summariseFunnels([funnel], query, range, reasons, context),
    findStepFigures(funnel.name, funnel.steps, { ...toRangeParams(range), environment }, sample, context),
    run<PersonRow & { readonly level: number }>(context, "funnel-dropped", {
      ...query,
      ...sample.part,
      name: funnel.name,
      steps: funnel.steps,
    }),
  ]);
  const peopleAt = (level: number): JourneyPerson[] =>
    dropped.filter((row) => row.level === level).map(toPerson);
  return {
    ...toResolved(range),
    funnel: summary ?? noSummary(funnel.name),
    share: sample.share,
    taken,
    reasons: reasons.map(({ step, reason, calls }) => ({ step, reason, count: Number(calls) })),
    dropped: funnel.steps.slice(0, -1).map((step, at) => ({ step, people: peopleAt(at + 1) })),
  };
}
