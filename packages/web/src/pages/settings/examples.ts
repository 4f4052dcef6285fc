// Addresses at which the pages of settings are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/settings" }, { address: "/settings/links" }, { address: "/settings/audit" }],
  screens: [
    { name: "settings", address: "/settings", guide: "console-settings" },
    { name: "settings-audit", address: "/settings/audit", guide: "console-settings" },
  ],
};
