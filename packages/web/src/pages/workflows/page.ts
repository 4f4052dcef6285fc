// The pages of workflows, as they are declared.
import { one } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateWorkflowTypeSearch } from "./search.ts";

export const pages = {
  "/workflows": page({
    code: () => import("./index.tsx"),
    component: "WorkflowsPage",
    first: ({ scope }) => [one("/api/workflows", { query: { ...scope.stepQuery, limit: 1 } })],
    filters: "steps",
    navigation: { in: "rail", label: "Workflows", icon: "workflows", letter: "w" },
  }),
  "/workflows/$type": page({
    code: () => import("./type.tsx"),
    component: "WorkflowTypePage",
    search: validateWorkflowTypeSearch,
    filters: "steps",
  }),
  "/workflows/$type/$id": page({
    code: () => import("./one.tsx"),
    component: "WorkflowPage",
  }),
} as const;
