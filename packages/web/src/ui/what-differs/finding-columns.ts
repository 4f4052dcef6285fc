// What differs in a file: a row for each finding.
import type { Finding } from "contract";

import { formatMoneyExact } from "../../lib/format-money.ts";
import type { ListExportProps } from "../list/list-export.tsx";
import { partWords } from "./finding-words.ts";

export const findingColumns: ListExportProps<Finding>["columns"] = [
  { label: "Condition", csv: conditionOf },
  { label: "Selection (share)", csv: ({ selectionShare }) => selectionShare },
  { label: "Rest (share)", csv: ({ restShare }) => restShare },
  { label: "Difference", csv: ({ difference }) => difference },
  { label: "Difference, low end", csv: ({ low }) => low },
  { label: "Difference, high end", csv: ({ high }) => high },
  { label: "Count", csv: ({ selectionCount }) => selectionCount },
  { label: "People", csv: ({ people }) => people },
  { label: "Amount", csv: ({ amounts }) => amounts.map(formatMoneyExact).join(", ") },
];

/** `payment.provider = nordpay and device = phone`; unique in a list. */
export function conditionOf({ parts }: Pick<Finding, "parts">): string {
  return parts.map((part) => partWords(part).join(" = ")).join(" and ");
}
