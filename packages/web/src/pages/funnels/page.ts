// The pages of funnels, as they are declared.
import { few } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateFunnelSearch, toRules } from "./search.ts";

export const pages = {
  "/funnels": page({
    code: () => import("./index.tsx"),
    component: "FunnelsPage",
    first: ({ scope }) => [few("/api/funnels", { query: scope.stepQuery })],
    filters: "steps",
    navigation: { in: "rail", label: "Funnels", icon: "funnels", letter: "f", onPhone: true },
  }),
  "/funnels/$name": page({
    code: () => import("./funnel.tsx"),
    component: "FunnelPage",
    search: validateFunnelSearch,
    filters: "steps",
    first: ({ params, scope, raw }) => {
      const query = { ...scope.stepQuery, ...toRules(validateFunnelSearch(raw)) };
      return [few("/api/funnels/:name", { params: { name: params["name"]! }, query })];
    },
  }),
} as const;
