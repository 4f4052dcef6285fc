// Addresses at which the pages of workflows are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/workflows", hasRows: true },
    { address: "/workflows/order", hasRows: true },
    { address: "/workflows/order/order-1" },
  ],
  screens: [
    { name: "workflows", address: "/workflows?from=-1h", guide: "console-workflows" },
    { name: "workflow", address: "/workflows/order?from=-1h", guide: "console-workflows" },
    { name: "workflow-instance", address: "/workflows/order/{order}?from=-1h", guide: "console-workflows" },
  ],
};
