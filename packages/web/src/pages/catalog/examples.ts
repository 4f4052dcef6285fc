// Addresses at which the pages of the catalog are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/catalog", hasRows: true },
    { address: "/catalog?view=findings", hasRows: true },
    { address: "/catalog?view=guard" },
    { address: "/catalog/attribute/order.total", hasRows: true },
    { address: "/catalog/span/charge%20card", hasRows: true },
  ],
  screens: [
    { name: "catalog", address: "/catalog?from=-1h", guide: "console-catalog" },
    { name: "catalog-findings", address: "/catalog?view=findings&from=-1h", guide: "console-catalog" },
    { name: "catalog-attribute", address: "/catalog/attribute/order.id?from=-1h", guide: "console-catalog" },
  ],
};
