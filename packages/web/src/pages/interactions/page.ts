// The page of interactions, as it is declared.
import { page } from "../../ui/page.ts";
import { validateInteractionsSearch } from "./search.ts";

export const pages = {
  "/interactions": page({
    code: () => import("./index.tsx"),
    component: "InteractionsPage",
    search: validateInteractionsSearch,
    filters: "steps",
    navigation: { in: "more", label: "Interactions", icon: "interactions", letter: "i" },
  }),
} as const;
