// GET /api/journeys/{name}/columns: what visits did step by step, and how they ended.
import { visitGapMs } from "catalog/visit";
import type { JourneyColumnsResult, JourneyEnd, ParamsOf } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { toConditionParams } from "../funnels/funnel-conditions.ts";
import { findFunnels } from "../funnels/funnel-definitions.ts";
import { badParameter, readRange } from "../params/params.ts";
import { type Range, toRangeParams, toResolved } from "../time/range.ts";
import { type ColumnRow, toColumns } from "./columns.ts";
import { findSteps } from "./journey-list.ts";
import { findLatest, toPeople } from "./journey-person.ts";
import { findSize, scale, toSample } from "./people-parts.ts";
import { toFewSample } from "./ways.ts";
import { type PathRow, toPaths } from "./whole-paths.ts";

interface EndRow {
  readonly type: string;
  readonly people: string;
}

const mostSteps = 200;

/** A journey without records has columns without visits. */
export async function getJourneyColumns(
  params: ParamsOf<"GET /api/journeys/:name/columns">,
  context: ApiContext,
): Promise<JourneyColumnsResult> {
  const range = readRange(params, context);
  const scope: QueryParams = {
    ...toRangeParams(range),
    environment: params.environment,
    ...toConditionParams(params, context),
    name: params.name,
    names: [params.name],
  };
  const asked = askedEnd(params);
  const [size, known, steps] = await Promise.all([
    findSize(scope, context),
    asked ?? goalOf(params.name, range, context),
    findSteps([params.name], scope, context),
  ]);
  const few = toFewSample(size);
  const isEstimate = params.sample === "few" && few.share > 1;
  const { part, share } = isEstimate ? few : toSample(size);
  const query = { ...scope, ...part, ofAll: part["first"] === undefined };
  // a first answer names its end, and no others that it does not need
  const others = isEstimate && known !== undefined ? [] : run<EndRow>(context, "journey-ends", query);
  const end = known ?? mostCompleted(await others);
  const ways = { ...query, ...choices(params, end), visitGapNs: BigInt(visitGapMs) * 1_000_000n };
  const [ends, rows, latest] = await Promise.all([
    others,
    run<ColumnRow & PathRow>(context, "journey-columns", { ...ways, columns: params.columns + 1 }),
    findLatest(query, range, context),
  ]);
  return {
    ...toResolved(range),
    name: params.name,
    share,
    isEstimate,
    start: params.start ?? "",
    end,
    ends: ends.map(({ type, people }) => ({ kind: "transaction", name: type, people: scale(people, share) })),
    steps: [...(steps.get(params.name)?.stepNames ?? [])].slice(0, mostSteps),
    ...toColumns(rows, params.columns, share),
    ...toPaths(rows, share),
    examples: await toPeople(latest, context),
  };
}

/** The end that the request names. */
function askedEnd({
  end,
  endName,
}: Pick<ParamsOf<"GET /api/journeys/:name/columns">, "end" | "endName">): JourneyEnd | undefined {
  if (end === "none") return { kind: "none", name: "" };
  if (end === undefined && endName === undefined) return undefined;
  if (end === undefined)
    throw badParameter("endName", endName!, "`end` beside it", "Pass `end=transaction` or `end=step`.");
  if (endName === undefined)
    throw badParameter("end", end, "`endName` beside it", "Pass for example `endName=purchase`.");
  return { kind: end, name: endName };
}

/** The last declared step of a funnel. */
async function goalOf(name: string, range: Range, context: ApiContext): Promise<JourneyEnd | undefined> {
  const [funnel] = await findFunnels(name, range, context);
  const goal = funnel?.steps.at(-1);
  return goal === undefined ? undefined : { kind: "step", name: goal };
}

const mostCompleted = ([first]: readonly EndRow[]): JourneyEnd =>
  first === undefined ? { kind: "none", name: "" } : { kind: "transaction", name: first.type };

function choices(
  { start, unit }: Pick<ParamsOf<"GET /api/journeys/:name/columns">, "start" | "unit">,
  { kind, name }: JourneyEnd,
): QueryParams {
  return {
    start,
    fromAny: start === undefined,
    firstOnly: unit === "people",
    allVisits: unit === "visits",
    endTransaction: kind === "transaction",
    endStep: kind === "step",
    endNone: kind === "none",
    ...(kind === "none" ? {} : { endName: name }),
  };
}
