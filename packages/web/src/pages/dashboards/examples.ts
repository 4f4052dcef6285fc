// Addresses at which the pages of dashboards are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/dashboards", hasRows: true },
    { address: "/dashboards/new" },
    { address: "/dashboards/d1" },
  ],
  screens: [
    { name: "dashboards", address: "/dashboards?from=-1h", guide: "console-dashboards" },
    { name: "dashboard", address: "/dashboards/{dashboard}?from=-1h", guide: "console-dashboards" },
  ],
  withoutScreen: { "/dashboards/new": "the editor of a dashboard, without charts" },
};
