// The pages of settings, as they are declared.
import { page } from "../../ui/page.ts";

export const pages = {
  "/settings": page({
    code: () => import("./index.tsx"),
    component: "SettingsPage",
    navigation: { in: "more", label: "Settings", icon: "settings", letter: "," },
  }),
  "/settings/$section": page({
    code: () => import("./index.tsx"),
    component: "SettingsPage",
  }),
} as const;
