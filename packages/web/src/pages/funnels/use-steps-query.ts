// The request of what the page of a funnel shows beside its figures: of the same people.
import { completePart, type MaybeLate } from "../../lib/completeness.ts";
import { type Scope } from "../../state/scope-search.ts";
import { useScope } from "../../state/scope.ts";
import { type FunnelSearch, toRules } from "./search.ts";

export type StepsQuery = Scope["stepQuery"] & ReturnType<typeof toRules>;

/** Range, scope and rules; of the complete part while records are late. `undefined` while nothing is complete: who left is not known. */
export function useStepsQuery({ late }: MaybeLate<unknown>, search: FunnelSearch): StepsQuery | undefined {
  const { stepQuery } = useScope();
  const query = { ...stepQuery, ...toRules(search) };
  const part = completePart(query, late);
  return part === "none" ? undefined : (part ?? query);
}
