// The pages of the API's reference: which resources are together on one.

/** A page below docs/reference/api. */
export interface ApiGroup {
  readonly file: string;
  readonly title: string;
  /** Headings of its resources, as `titleOf` makes them of their paths. */
  readonly resources: readonly string[];
}

export const apiGroups: readonly ApiGroup[] = [
  { file: "traces", title: "traces", resources: ["Traces", "Heatmap", "Differences", "Attribute keys"] },
  { file: "logs", title: "logs", resources: ["Logs"] },
  { file: "metrics", title: "metrics", resources: ["Metrics", "Metric sparklines"] },
  { file: "services", title: "services", resources: ["Services", "Deploys", "Bottlenecks", "Compare"] },
  {
    file: "transactions",
    title: "transactions",
    resources: ["Transactions", "Transaction groups", "Transaction evidence"],
  },
  { file: "journeys", title: "funnels, journeys and people", resources: ["Funnels", "Journeys", "Users"] },
  {
    file: "workflows",
    title: "workflows and interactions",
    resources: ["Workflows", "Workflow instances", "Workflow failures", "Interactions"],
  },
  { file: "errors", title: "errors and source maps", resources: ["Errors", "Sourcemaps"] },
  { file: "profiles", title: "profiles", resources: ["Profiles", "CPU profiles"] },
  {
    file: "alerts",
    title: "alerts",
    resources: [
      "Alerts",
      "Alert history",
      "Alert rules",
      "Silences",
      "Objectives",
      "Channels",
      "Deliveries",
      "Anomalies",
      "Detectors",
    ],
  },
  { file: "catalog", title: "catalog", resources: ["Catalog"] },
  {
    file: "dashboards",
    title: "dashboards, views and notes",
    resources: ["Dashboards", "Chart", "Views", "Links", "Notes", "Digest"],
  },
  {
    file: "data",
    title: "SQL, export and import",
    resources: ["SQL", "Export", "Import", "Imports", "Progress"],
  },
  { file: "access", title: "access", resources: ["Tokens", "Sessions", "Audit", "Caller"] },
  {
    file: "operating",
    title: "operating the console",
    resources: [
      "Store",
      "Retention",
      "Backup",
      "Sampling",
      "Received",
      "Completeness",
      "Statistics",
      "Live",
      "About the console",
    ],
  },
];
