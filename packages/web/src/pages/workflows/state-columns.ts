// The states of a workflow in a file: a row for each.
import type { WorkflowState } from "contract";

import type { Late } from "../../lib/completeness.ts";
import type { ListExportProps } from "../../ui/list/list-export.tsx";
import { stuckValue } from "./late-type.ts";

export const stateColumns = (late: Late | undefined): ListExportProps<WorkflowState>["columns"] => [
  { label: "State", csv: ({ state }) => state },
  { label: "Declared", csv: ({ declared }) => declared },
  { label: "Entries", csv: ({ entries }) => entries },
  { label: "Open", csv: ({ open }) => open },
  { label: "Stuck", csv: ({ stuck }) => stuckValue(stuck, late) },
  { label: "Ended", csv: ({ ended }) => ended },
  { label: "Left", csv: ({ departures }) => departures },
  { label: "Oldest (ms)", csv: ({ oldestMs }) => oldestMs },
  { label: "Median (ms)", csv: ({ medianMs }) => medianMs },
  { label: "p90 (ms)", csv: ({ p90Ms }) => p90Ms },
  { label: "p95 (ms)", csv: ({ p95Ms }) => p95Ms },
];
