// A question about funnels as parameters of the queries.
import type { ApiContext, QueryParams } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { excludedPlace, type FunnelOrder } from "./attempts.ts";
import type { FunnelDefinition } from "./funnel-definitions.ts";

/** How the steps of a funnel must be taken. */
export interface FunnelRules {
  readonly order: FunnelOrder;
  /** Steps that end an attempt: only where one funnel is counted. */
  readonly exclude: readonly string[];
  /** Time from the first step of an attempt to its last. */
  readonly windowMs: number;
}

/** Parameters of the queries over funnels. `scope` has the environment, and which records count. */
export function toFunnelParams(
  funnels: readonly FunnelDefinition[],
  range: Range,
  scope: QueryParams & { readonly environment: string | undefined },
  { order, exclude, windowMs }: FunnelRules,
): QueryParams {
  const steps = funnels.map((funnel) => funnel.steps);
  return {
    ...toRangeParams(range),
    ...scope,
    names: funnels.map((funnel) => funnel.name),
    steps,
    listed: steps.map((own) => [...own, ...exclude]),
    places: steps.flatMap((own) => [...own.map((_, at) => at + 1), ...exclude.map(() => excludedPlace)]),
    windowNs: BigInt(Math.round(windowMs)) * 1_000_000n,
    ...toLevelParams(Math.max(0, ...steps.map(({ length }) => length)), order, exclude.length > 0),
  };
}

/** Parameters of the queries that tell people who dropped from those whose window is not over. */
export function nowParams({ nowMs }: Pick<ApiContext, "nowMs">): { readonly nowNs: bigint } {
  return { nowNs: BigInt(Math.floor(nowMs())) * 1_000_000n };
}

/** Parameters that choose how a person's level is computed, and how many steps are compared. */
function toLevelParams(stepCount: number, order: FunnelOrder, hasExcluded: boolean): QueryParams {
  if (order === "strict") return { strict: true };
  if (order === "any") return { anyOrder: stepCount };
  return {
    inOrderSplit: hasExcluded,
    inOrder: !hasExcluded,
    overFour: stepCount > 4,
    overEight: stepCount > 8,
  };
}
