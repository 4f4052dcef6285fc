// The figures of a funnel in a file: a row for each step, raw.
import { measureWord } from "catalog/measures";

import { formatMoneyExact } from "../../lib/format-money.ts";
import type { ListExportProps } from "../../ui/list/list-export.tsx";
import type { AmountsOf } from "./amounts.ts";
import type { StepModel } from "./funnel-model.ts";

/** `amounts`: as of the table, undefined until they are read. */
export const stepColumns = (amounts: AmountsOf | undefined): ListExportProps<StepModel>["columns"] => [
  { label: "Step", csv: ({ name }) => name },
  { label: "People", csv: ({ people }) => people },
  { label: "Of the first step (share)", csv: ({ ofFirst }) => ofFirst },
  { label: "Of the step before (share)", csv: ({ ofBefore }) => ofBefore },
  { label: "Of the step before, in the period before (share)", csv: ({ ofBeforeThen }) => ofBeforeThen },
  { label: "Dropped", csv: ({ dropped }) => dropped },
  { label: measureWord("stillOpen"), csv: ({ open }) => open },
  { label: "Median (ms)", csv: ({ medianMs }) => medianMs },
  { label: "p90 (ms)", csv: ({ p90Ms }) => p90Ms },
  ...(amounts === undefined ? [] : moneyColumns(amounts)),
];

const moneyColumns = (amounts: AmountsOf): ListExportProps<StepModel>["columns"] => [
  {
    label: measureWord("amountAtStep"),
    csv: ({ name }) => amounts.get(name)?.at.money.map(formatMoneyExact).join(", "),
  },
  {
    // the table has it at the step that was not reached
    label: `${measureWord("amountLost")} after it`,
    csv: ({ name }) => amounts.get(name)?.lost.money.map(formatMoneyExact).join(", "),
  },
];
