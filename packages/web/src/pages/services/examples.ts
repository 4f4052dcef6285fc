// Addresses at which the pages of services are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/services", hasRows: true, csv: "services.csv" },
    { address: "/services?view=map", csv: "calls.csv" },
    { address: "/services/payment", hasRows: true, csv: "operations.csv" },
  ],
  screens: [
    { name: "services", address: "/services?from=-1h", guide: "console-services" },
    { name: "service-map", address: "/services?view=map&from=-1h", guide: "console-services" },
    { name: "service", address: "/services/payments?from=-1h", guide: "console-services" },
  ],
};
