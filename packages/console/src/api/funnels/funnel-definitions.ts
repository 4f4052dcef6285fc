// The steps of a funnel: as declared, else as observed from the positions in its records.
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { findDefinitions } from "../definitions/definitions.ts";
import { type Range, toRangeParams } from "../time/range.ts";

export interface FunnelDefinition {
  readonly name: string;
  readonly steps: readonly string[];
}

/** windowFunnel compares so many steps; later ones are left out. */
const maxSteps = 32;

/** All funnels, or the one called `name`, by name. Declared funnels are included even without records. */
export async function findFunnels(
  name: string | undefined,
  range: Range,
  context: ApiContext,
): Promise<FunnelDefinition[]> {
  const [declared, observed] = await Promise.all([
    findDefinitions("funnel", name, context),
    run<FunnelDefinition>(context, "funnel-steps", { ...toRangeParams(range), name }),
  ]);
  const byName = new Map(observed.map((funnel) => [funnel.name, funnel.steps]));
  for (const { name: known, steps } of declared) if (steps.length > 0) byName.set(known, steps);
  return [...byName]
    .map(([known, steps]) => ({ name: known, steps: steps.slice(0, maxSteps) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
