// Addresses at which the pages of bottlenecks are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/bottlenecks", hasRows: true },
    { address: "/bottlenecks/c0ffee0000000001", hasRows: true },
  ],
  screens: [
    { name: "bottlenecks", address: "/bottlenecks?from=-1h", guide: "console-bottlenecks" },
    { name: "bottleneck", address: "/bottlenecks/{bottleneck}?from=-1h", guide: "console-bottlenecks" },
  ],
};
