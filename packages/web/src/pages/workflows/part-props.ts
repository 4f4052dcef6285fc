import type { WorkflowTypeResult } from "contract";

import type { WorkflowTypeSearch } from "./search.ts";

/** What the parts of the page of a type have in common. */
export interface PartProps {
  readonly result: WorkflowTypeResult;
  readonly search: WorkflowTypeSearch;
  readonly onSearch: (change: WorkflowTypeSearch, replace?: boolean) => void;
}
