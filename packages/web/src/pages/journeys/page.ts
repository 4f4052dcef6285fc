// The pages of journeys, as they are declared.
import { few } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { pathsOf, validateJourneySearch } from "./search.ts";

export const pages = {
  "/journeys": page({
    code: () => import("./index.tsx"),
    component: "JourneysPage",
    first: ({ scope }) => [few("/api/journeys", { query: scope.stepQuery })],
    filters: "steps",
    navigation: { in: "rail", label: "Journeys", icon: "journeys", letter: "j" },
  }),
  "/journeys/$name": page({
    code: () => import("./journey.tsx"),
    component: "JourneyPage",
    search: validateJourneySearch,
    filters: "steps",
    first: ({ params, scope, raw }) => {
      const query = { ...scope.stepQuery, ...pathsOf(raw) };
      return [few("/api/journeys/:name/columns", { params: { name: params["name"]! }, query })];
    },
    outline: "sankey",
    bindsRowKeys: true,
  }),
} as const;
