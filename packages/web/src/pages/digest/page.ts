// The digest, as it is declared.
import { page } from "../../ui/page.ts";

export const pages = {
  "/digest": page({
    code: () => import("./index.tsx"),
    component: "DigestPage",
    navigation: { in: "more", label: "Digest", icon: "digest", letter: "d" },
    // A digest is of a week, unless the address says otherwise.
    from: "-7d",
  }),
} as const;
