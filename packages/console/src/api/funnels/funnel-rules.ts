// One funnel as a request asks for it: the steps of the funnel itself or those of the request, and how they must be taken.
import type { ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { badParameter } from "../params/params.ts";
import type { Range } from "../time/range.ts";
import { type FunnelDefinition, findFunnels } from "./funnel-definitions.ts";
import type { FunnelRules } from "./funnel-params.ts";

type RuleParams = Pick<ParamsOf<"GET /api/funnels/:name">, "steps" | "order" | "exclude">;

/** The longest window where a request asks for none: a day. */
export const longestMs = 86_400_000;

/** How the steps of a declared funnel are taken, within the longest window: `funnel-window.ts` chooses one for each funnel. */
export const usualRules: FunnelRules = { order: "ordered", exclude: [], windowMs: longestMs };

/** The funnel `name` with the steps of the request, and its steps as declared or observed. Without either it has none. */
export async function openFunnel(
  name: string,
  { steps, exclude }: RuleParams,
  range: Range,
  context: ApiContext,
): Promise<{ readonly funnel: FunnelDefinition; readonly declared: readonly string[] }> {
  checkSteps(steps, exclude);
  const [found] = await findFunnels(name, range, context);
  const declared = found?.steps ?? [];
  const funnel = { name, steps: steps.length === 0 ? declared : steps };
  const both = exclude.find((step) => funnel.steps.includes(step));
  if (both !== undefined)
    throw badParameter(
      "exclude",
      both,
      "a step that the funnel does not have",
      "Leave it out, or remove it from `steps`.",
    );
  return { funnel, declared };
}

/** @throws {ProblemError} `BAD_PARAMETER` when no funnel has these steps. */
function checkSteps(steps: readonly string[], exclude: readonly string[]): void {
  if (steps.length === 1)
    throw badParameter(
      "steps",
      steps,
      "two steps or more",
      "Repeat `steps` for each step: `steps=cart&steps=paid`.",
    );
  const named = [...steps, ...exclude];
  if (named.includes(""))
    throw badParameter(
      "steps",
      steps,
      "names of steps",
      "`GET /api/journeys/{name}/columns` lists the steps of a journey.",
    );
  const twice = steps.find((step, at) => steps.indexOf(step) !== at);
  if (twice !== undefined) throw badParameter("steps", twice, "each step once", "Leave the repetition out.");
}

/** The step whose drop-off is asked for, by its index. */
export function findStep({ steps }: FunnelDefinition, step: string | undefined): number {
  const at = step === undefined && steps.length > 1 ? 0 : steps.slice(0, -1).indexOf(step ?? "");
  if (at !== -1) return at;
  throw badParameter(
    "step",
    step,
    "a step of the funnel, but not its last one",
    "See `GET /api/funnels/{name}` for the steps.",
  );
}

/** Parameters that say of which records a person's attributes are: of the step, in `any` order of all steps. */
export function toFactParams(
  { name, steps }: FunnelDefinition,
  at: number,
  { order }: Pick<FunnelRules, "order">,
): {
  readonly ofFunnels: true;
  readonly type: string;
  readonly atStep: number;
  readonly funnelSteps: readonly string[];
} {
  return {
    ofFunnels: true,
    type: name,
    atStep: at + 1,
    funnelSteps: order === "any" ? steps : steps.slice(at, at + 1),
  };
}
