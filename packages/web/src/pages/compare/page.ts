// The comparison, as it is declared.
import { page } from "../../ui/page.ts";
import { validateCompareSearch } from "./search.ts";

export const pages = {
  "/compare": page({
    code: () => import("./index.tsx"),
    component: "ComparePage",
    search: validateCompareSearch,
    navigation: { in: "more", label: "Compare", icon: "compare", letter: "x" },
  }),
} as const;
