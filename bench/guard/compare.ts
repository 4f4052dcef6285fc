// Runs workloads on both sides in turn, and gathers what they give.
import { median } from "../figure.ts";
import { orderOf } from "./order.ts";
import type { Sides } from "./side.ts";
import type { Measured } from "./verdict.ts";
import type { Values, Workload } from "./workload.ts";

/** How the pairs run. */
export interface Plan {
  readonly pairs: number;
  readonly seed: number;
  /** Called after each pair, or run of a count. */
  onProgress(done: number, of: number): void;
}

type Runs = Record<"base" | "head" | "bare", Values[]>;

/**
 * Runs `workload` on both sides. When a run fails, its figures have no values but the reason, and the rest of its runs is left out:
 * half a measurement does not count.
 */
export async function compareSides(workload: Workload, sides: Sides, plan: Plan): Promise<Measured[]> {
  try {
    await workload.open?.(sides);
    return await runPairs(workload, sides, plan);
  } catch (error) {
    return failed(workload, `both sides: ${reasonOf(error)}`);
  } finally {
    await workload.close?.();
  }
}

async function runPairs(workload: Workload, sides: Sides, plan: Plan): Promise<Measured[]> {
  const runs: Runs = { base: [], head: [], bare: [] };
  const count = workload.kind === "count" ? (workload.runs ?? 1) : plan.pairs;
  const order = orderOf(count, plan.seed);
  for (const [pair, baseFirst] of order.entries()) {
    for (const name of baseFirst ? (["base", "head"] as const) : (["head", "base"] as const)) {
      try {
        runs[name].push(await workload.measure(sides[name]));
      } catch (error) {
        return failed(workload, `${name === "base" ? "the base" : "this checkout"}: ${reasonOf(error)}`);
      }
    }
    try {
      if (workload.bare !== undefined) runs.bare.push(await workload.bare());
    } catch (error) {
      return failed(workload, `without telemetry: ${reasonOf(error)}`);
    }
    plan.onProgress(pair + 1, count);
  }
  return gather(workload, runs);
}

function failed({ figures }: Workload, failure: string): Measured[] {
  return figures.map((name) => ({ name, unit: "", base: [], now: [], failure }));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
}

/** By figure, in the order in which they were first given. Those that were expected and not given are unknown. */
function gather(workload: Workload, { base, head, bare }: Runs): Measured[] {
  const units = new Map([...head, ...base].flat().map(({ name, unit }) => [name, unit]));
  const isGiven = (figure: string): boolean => [...units.keys()].some((name) => name.startsWith(figure));
  const missing = workload.figures.filter((figure) => !isGiven(figure));
  return [
    ...[...units].map(([name, unit]) => {
      const less = workload.bare === undefined ? 0 : median(valuesOf(bare, name));
      return {
        name,
        unit,
        base: valuesOf(base, name).map((value) => value - less),
        now: valuesOf(head, name).map((value) => value - less),
      };
    }),
    ...missing.map((name) => ({ name, unit: "", base: [], now: [], failure: "no run gave a value" })),
  ];
}

function valuesOf(runs: readonly Values[], name: string): number[] {
  return runs.flatMap((values) => values.filter((one) => one.name === name).map(({ value }) => value));
}
