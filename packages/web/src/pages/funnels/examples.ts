// Addresses at which the pages of funnels are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/funnels", hasRows: true }, { address: "/funnels/checkout" }],
  screens: [
    { name: "funnels", address: "/funnels?from=-1h", guide: "journeys-and-funnels" },
    { name: "funnel", address: "/funnels/checkout?from=-1h", guide: "journeys-and-funnels", narrow: true },
  ],
};
