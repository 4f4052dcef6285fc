// The page of imports, as it is declared.
import { page } from "../../ui/page.ts";

export const pages = {
  "/import": page({
    code: () => import("./index.tsx"),
    component: "ImportPage",
    navigation: { in: "more", label: "Import", icon: "import", letter: "y" },
  }),
} as const;
