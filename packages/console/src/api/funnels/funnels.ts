// GET /api/funnels and /api/funnels/{name}: conversion of all funnels, and of one with the people who dropped at each step.
import type { FunnelResult, FunnelsResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { findFunnels } from "./funnel-definitions.ts";
import { toLevelParams } from "./funnel-levels.ts";
import { noSummary, type ReasonRow, summariseFunnels, toFunnelParams } from "./funnel-summary.ts";
import { type PersonRow, toPeople } from "../journeys/journey-person.ts";
import { toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { findSize, toSample } from "../journeys/people-parts.ts";
import { toRangeParams, toResolved } from "../time/range.ts";
import { findStepFigures } from "../journeys/step-figures.ts";

export async function listFunnels(
  params: ParamsOf<"GET /api/funnels">,
  context: ApiContext,
): Promise<FunnelsResult> {
  const range = readRange(params, context);
  const { environment } = params;
  const [known, reasons] = await Promise.all([
    findFunnels(undefined, range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), environment }),
  ]);
  const { page, nextCursor } = toPage(known, ({ name }) => [0, name], params);
  const query = toFunnelParams(page, range, params.environment, params.windowMs);
  return {
    ...toResolved(range),
    funnels: await summariseFunnels(page, query, range, reasons, context),
    nextCursor,
  };
}

/** A funnel without definition and records has no steps. */
export async function getFunnel(
  params: ParamsOf<"GET /api/funnels/:name">,
  context: ApiContext,
): Promise<FunnelResult> {
  const range = readRange(params, context);
  const { environment } = params;
  const [[found], reasons] = await Promise.all([
    findFunnels(params.name, range, context),
    run<ReasonRow>(context, "funnel-reasons", { ...toRangeParams(range), name: params.name, environment }),
  ]);
  const funnel = found ?? { name: params.name, steps: [] };
  const query = toFunnelParams([funnel], range, params.environment, params.windowMs);
  const sample = toSample(await findSize(query, context));
  // This count needs all the memory that queries have, so nothing runs beside it.
  const [summary] = await summariseFunnels([funnel], query, range, reasons, context);
  const [taken, dropped] = await Promise.all([
    findStepFigures(funnel.name, funnel.steps, { ...toRangeParams(range), environment }, sample, context),
    run<PersonRow & { readonly level: number }>(context, "funnel-dropped", {
      ...query,
      ...sample.part,
      ...toLevelParams(query),
    }),
  ]);
  const people = await toPeople(dropped, context);
  return {
    ...toResolved(range),
    funnel: summary ?? noSummary(funnel.name),
    share: sample.share,
    taken,
    reasons: reasons.map(({ step, reason, calls }) => ({ step, reason, count: Number(calls) })),
    dropped: funnel.steps.slice(0, -1).map((step, at) => ({
      step,
      people: people.filter((_, place) => dropped[place]?.level === at + 1),
    })),
  };
}
