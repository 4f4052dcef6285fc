// The page of sampling, as it is declared.
import { page } from "../../ui/page.ts";

export const pages = {
  "/sampling": page({
    code: () => import("./index.tsx"),
    component: "SamplingPage",
    navigation: { in: "more", label: "Sampling", icon: "filter", letter: "p" },
  }),
} as const;
