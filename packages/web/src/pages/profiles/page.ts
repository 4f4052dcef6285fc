// The pages of profiles, as they are declared.
import { page } from "../../ui/page.ts";
import { validateProfileSearch } from "./search.ts";

export const pages = {
  "/profiles": page({
    code: () => import("./index.tsx"),
    component: "ProfilesPage",
    navigation: { in: "more", label: "Profiles", icon: "flame", letter: "u" },
  }),
  "/profiles/$name": page({
    code: () => import("./one.tsx"),
    component: "ProfilePage",
    search: validateProfileSearch,
  }),
  "/cpu-profiles/$id": page({
    code: () => import("./cpu.tsx"),
    component: "CpuProfilePage",
  }),
} as const;
