// Figures of the steps of one journey or funnel: people, visits, repeated, skipped, averages of attributes.
import type { StepAverage, StepFigures } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { scale, type toSample } from "./people-parts.ts";

/** Of one step, as counted. */
export interface StepCounts {
  readonly stepName: string;
  readonly people: string | number;
  readonly visits: string | number;
  readonly repeated: string | number;
  readonly skipped: string | number;
}

export interface AverageRow {
  readonly step: string;
  readonly attribute: string;
  readonly average: number;
  readonly least: number;
  readonly most: number;
  readonly steps: string;
}

/** The steps of the journey `name`, counted over a sample: those of `declared` in their order, including unused ones, then the others. */
export async function findStepFigures(
  name: string,
  declared: readonly string[],
  range: QueryParams,
  { part, share }: ReturnType<typeof toSample>,
  context: ApiContext,
): Promise<StepFigures[]> {
  const [rows, averages] = await Promise.all([
    run<StepCounts>(context, "step-figures", { ...range, ...part, name, names: [name], steps: declared }),
    run<AverageRow>(context, "step-averages", { ...range, name }),
  ]);
  return toFigures(rows, declared, share, averages);
}

/** The steps of `declared` in their order, including unused ones, then the others. */
export function toFigures(
  rows: readonly StepCounts[],
  declared: readonly string[],
  share: number,
  averages: readonly AverageRow[],
): StepFigures[] {
  const byStep = new Map(rows.map((row) => [row.stepName, row]));
  return [...new Set([...declared, ...byStep.keys()])].map((step) => {
    const row = byStep.get(step);
    return {
      step,
      people: scale(row?.people ?? 0, share),
      visits: scale(row?.visits ?? 0, share),
      repeated: scale(row?.repeated ?? 0, share),
      skipped: declared.includes(step) ? scale(row?.skipped ?? 0, share) : null,
      averages: averages.filter((average) => average.step === step).map(toAverage),
    };
  });
}

function toAverage({ attribute, average, least, most, steps }: AverageRow): StepAverage {
  return { attribute, average, min: least, max: most, count: Number(steps) };
}
