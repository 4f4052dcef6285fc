// A column of a measure: its name, what it means, its format and its heading in a CSV file come from the declaration of the measure.
import { type MeasureKey, measureOf, type MeasureUnit } from "catalog/measures";

import { formatMeasure } from "../../lib/format-measure.ts";
import type { Heading, SavedColumn } from "./column.ts";

/** The heading of a measure: its name, and its meaning as the tooltip. */
export function measureHeading(key: MeasureKey): Pick<Heading, "label" | "hint" | "isFigure"> {
  const { name, text } = measureOf(key);
  return { label: name, hint: text, isFigure: true };
}

const units: Readonly<Record<MeasureUnit, string>> = {
  count: "",
  "per second": " (1/s)",
  share: " (share)",
  ms: " (ms)",
  amount: "",
  factor: "",
};

/** The heading of a measure in a CSV file, with the unit of the raw values: `Completion before (share)`. */
export function csvHeading(key: MeasureKey, when: "" | "before" = ""): string {
  const { name, unit } = measureOf(key);
  return `${name}${when && ` ${when}`}${name.endsWith("share") ? "" : units[unit]}`;
}

type More<Row, Sort extends string> = Partial<SavedColumn<Row, Sort>> & {
  /** The value in the period before, for the CSV file. */
  readonly before?: (row: Row) => number | null | undefined;
};

/** A column with the value of a measure, raw in the CSV file. `more` replaces what differs, such as the cell. */
export function measureColumn<Row, Sort extends string = never>(
  key: MeasureKey,
  value: (row: Row) => number | null | undefined,
  { before, ...more }: More<Row, Sort> = {},
): SavedColumn<Row, Sort> {
  return {
    ...measureHeading(key),
    cell: (row) => formatMeasure(key, value(row)),
    csv: { [csvHeading(key)]: value, ...(before !== undefined && { [csvHeading(key, "before")]: before }) },
    ...more,
  };
}
