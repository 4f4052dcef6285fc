// The names of the queries in `queries/`, one file each. Checked against the folder at start: a name without a file or a file
// without a name does not pass.

export const queryNames = [
  "attribute-keys",
  "attribute-values",
  "definitions",
  "entity-events",
  "filter-resources",
  "log-histogram",
  "log-list",
  "resources",
  "service-versions",
  "services",
  "trace-business",
  "trace-list",
  "trace-list-slowest",
  "trace-logs",
  "trace-page",
  "trace-spans",
  "transaction-figures",
  "transaction-reasons",
  "transaction-rows",
  "user-events",
  "user-sessions",
  "user-traces",
  "workflow-list",
  "workflow-rows",
  "workflow-states",
] as const;

export type QueryName = (typeof queryNames)[number];
