// The strip of figures of a funnel.
import { measureText } from "catalog/measures";
import type { FunnelResult } from "contract";

import { besideVerdict, conversionVerdict } from "../../lib/conversion-verdict.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { previousConversionOf, previousPeople } from "../../lib/previous-people.ts";
import type { VerdictState } from "../../lib/verdict.ts";
import { type Figure, figureOf } from "../../ui/figures.tsx";
import type { Amounts, AmountsOf } from "./amounts.ts";
import type { StepModel } from "./funnel-model.ts";

/**
 * @param selected the step whose drop-off is shown.
 * @param whole what the page says of the whole funnel.
 */
export function figuresOf(
  { funnel, isEstimate }: FunnelResult,
  steps: readonly StepModel[],
  selected: string | undefined,
  amounts: AmountsOf | undefined,
  whole: VerdictState,
): readonly Figure[] {
  const first = funnel.steps[0]?.people;
  const last = funnel.steps.at(-1)?.people;
  const open = steps.reduce((sum, step) => sum + step.open, 0);
  const previous = previousPeople(funnel);
  const slowest = steps
    .filter((step) => step.medianMs !== null)
    .toSorted((a, b) => b.medianMs! - a.medianMs!)[0];
  return [
    {
      ...figureOf("conversion"),
      value: formatMeasure("conversion", funnel.conversion),
      delta: {
        now: funnel.conversion,
        before: previousConversionOf(funnel),
        share: true,
        verdict: besideVerdict(conversionVerdict(funnel, isEstimate), whole),
      },
    },
    {
      ...figureOf("entered"),
      value: formatMeasure("entered", first),
      delta: { now: first, before: previous[0] },
    },
    {
      ...figureOf("finished"),
      value: formatMeasure("finished", last),
      delta: { now: last, before: previous.at(-1) },
    },
    ...amountFigures(steps, selected, amounts),
    ...(open === 0 ? [] : [{ ...figureOf("stillOpen"), value: formatMeasure("stillOpen", open) }]),
    {
      ...figureOf("abandonedPeople"),
      value: formatMeasure("abandonedPeople", funnel.abandoned),
    },
    ...(slowest === undefined
      ? []
      : [{ label: `slowest step, ${slowest.name}`, value: formatDuration(slowest.medianMs) }]),
  ];
}

/** What those who finished are worth, and those who dropped at the selected step. */
function amountFigures(
  steps: readonly StepModel[],
  selected: string | undefined,
  amounts: AmountsOf | undefined,
): readonly Figure[] {
  const finished = amounts?.get(steps.at(-1)?.name ?? "")?.at;
  const lost = selected === undefined ? undefined : amounts?.get(selected)?.lost;
  return [
    ...(finished === undefined ? [] : [amountFigure("amountAtStep", "amount finished", finished)]),
    ...(lost === undefined ? [] : [amountFigure("amountLost", `lost after ${selected}`, lost)]),
  ].filter((figure) => figure !== undefined);
}

function amountFigure(
  key: "amountAtStep" | "amountLost",
  label: string,
  { money, people, now, before }: Amounts,
): Figure | undefined {
  if (people === 0) return undefined;
  return {
    label,
    hint: measureText(key),
    value: formatAmounts(money, 2),
    title: money.map(formatMoneyExact).join(" + "),
    delta: { now, before },
  };
}
