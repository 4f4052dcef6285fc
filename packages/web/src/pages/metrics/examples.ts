// Addresses at which the pages of metrics are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/metrics", hasRows: true }, { address: "/metrics/shop.orders" }],
  screens: [
    { name: "metrics", address: "/metrics?from=-1h", guide: "console-metrics" },
    {
      name: "metric",
      address: "/metrics/shop.orders?by=payment.provider&from=-1h",
      guide: "console-metrics",
    },
  ],
};
