// The page of SQL, as it is declared.
import { page } from "../../ui/page.ts";
import { validateSqlSearch } from "./search.ts";

export const pages = {
  "/sql": page({
    code: () => import("./index.tsx"),
    component: "SqlPage",
    search: validateSqlSearch,
    navigation: { in: "more", label: "SQL", icon: "sql", letter: "q" },
  }),
} as const;
