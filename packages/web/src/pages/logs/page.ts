// The page of logs, as it is declared.
import { paged } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateLogsSearch } from "./search.ts";
import { conditionsOf } from "./conditions.ts";

export const pages = {
  "/logs": page({
    code: () => import("./index.tsx"),
    component: "LogsPage",
    search: validateLogsSearch,
    first: ({ scope, raw }) => {
      const search = validateLogsSearch(raw);
      if (search.patterns !== undefined) return [];
      return [paged("/api/logs", { query: { ...conditionsOf(scope.query, search), limit: 100 } })];
    },
    navigation: { in: "rail", label: "Logs", icon: "logs", letter: "l" },
    filters: "logs",
  }),
} as const;
