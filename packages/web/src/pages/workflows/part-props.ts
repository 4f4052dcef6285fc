import type { TypeResult } from "./late-type.ts";
import type { WorkflowTypeSearch } from "./search.ts";

/** What the parts of the page of a type have in common. */
export interface PartProps {
  readonly result: TypeResult;
  readonly search: WorkflowTypeSearch;
  readonly onSearch: (change: WorkflowTypeSearch, replace?: boolean) => void;
}
