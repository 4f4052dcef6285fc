// The pages of the catalog, as they are declared.
import { page } from "../../ui/page.ts";
import { validateCatalogSearch } from "./search.ts";

export const pages = {
  "/catalog": page({
    code: () => import("./index.tsx"),
    component: "CatalogPage",
    search: validateCatalogSearch,
    navigation: { in: "more", label: "Catalog", icon: "catalog", letter: "c" },
  }),
  "/catalog/$kind/$name": page({
    code: () => import("./thing.tsx"),
    component: "CatalogThingPage",
  }),
} as const;
