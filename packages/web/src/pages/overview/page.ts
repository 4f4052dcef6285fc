// The overview, as it is declared.
import { few, one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";

export const pages = {
  "/": page({
    code: () => import("./index.tsx"),
    component: "OverviewPage",
    first: ({ scope: { rangeQuery: query } }) => [
      one("/api/completeness", { query: { state: "late" } }),
      one("/api/services", { query }),
      few("/api/transactions", { query }),
      few("/api/funnels", { query }),
      one("/api/received", {}),
    ],
    navigation: { in: "rail", label: "Overview", icon: "overview", letter: "o", onPhone: true },
  }),
} as const;
