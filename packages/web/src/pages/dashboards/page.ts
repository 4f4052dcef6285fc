// The pages of dashboards, as they are declared.
import { page } from "../../ui/page.ts";
import { validateDashboardSearch, validateDashboardsSearch } from "./search.ts";

export const pages = {
  "/dashboards": page({
    code: () => import("./index.tsx"),
    component: "DashboardsPage",
    search: validateDashboardsSearch,
    navigation: { in: "more", label: "Dashboards", icon: "dashboards", letter: "h" },
  }),
  "/dashboards/new": page({
    code: () => import("./new.tsx"),
    component: "NewDashboardPage",
    filters: "spans",
  }),
  "/dashboards/$id": page({
    code: () => import("./one.tsx"),
    component: "DashboardPage",
    search: validateDashboardSearch,
    filters: "spans",
  }),
} as const;
