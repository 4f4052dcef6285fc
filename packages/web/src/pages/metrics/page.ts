// The pages of metrics, as they are declared.
import { one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateMetricSearch, validateMetricsSearch } from "./search.ts";

export const pages = {
  "/metrics": page({
    code: () => import("./index.tsx"),
    component: "MetricsPage",
    search: validateMetricsSearch,
    first: ({ scope: { rangeQuery, service }, raw }) => [
      one("/api/metrics", { query: { ...rangeQuery, service, search: validateMetricsSearch(raw).search } }),
    ],
    navigation: { in: "rail", label: "Metrics", icon: "metrics", letter: "m" },
  }),
  "/metrics/$name": page({
    code: () => import("./metric.tsx"),
    component: "MetricPage",
    search: validateMetricSearch,
    filters: "spans",
  }),
} as const;
