// The pages of bottlenecks, as they are declared.
import { paged } from "../../data/first-request.ts";
import { page } from "../../ui/page.ts";
import { validateBottlenecksSearch } from "./search.ts";

export const pages = {
  "/bottlenecks": page({
    code: () => import("./index.tsx"),
    component: "BottlenecksPage",
    search: validateBottlenecksSearch,
    first: ({ scope: { rangeQuery, service }, raw }) => [
      paged("/api/bottlenecks", {
        query: { ...rangeQuery, service, ...validateBottlenecksSearch(raw), limit: 100 },
      }),
    ],
    navigation: { in: "more", label: "Bottlenecks", icon: "bottleneck", letter: "b" },
  }),
  "/bottlenecks/$fingerprint": page({
    code: () => import("./one.tsx"),
    component: "BottleneckPage",
  }),
} as const;
