// The queries under sql/queries by name; the store checks this list against the files when it opens.

export const queryNames = [
  "filter-resources",
  "service-versions",
  "services",
  "trace-list-slowest",
  "trace-list",
  "trace-page",
] as const;

export type QueryName = (typeof queryNames)[number];
