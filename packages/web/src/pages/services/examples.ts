// Addresses at which the pages of services are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/services", hasRows: true },
    { address: "/services?view=map" },
    { address: "/services/payment", hasRows: true },
  ],
  screens: [
    { name: "services", address: "/services?from=-1h", guide: "console-services" },
    { name: "service-map", address: "/services?view=map&from=-1h", guide: "console-services" },
    { name: "service", address: "/services/payments?from=-1h", guide: "console-services" },
  ],
};
