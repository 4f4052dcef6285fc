// Addresses at which the page of traces is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/traces", hasRows: true }],
  screens: [
    { name: "traces", address: "/traces?from=-1h", guide: "console-traces", narrow: true },
    { name: "differs", address: "/traces?view=differs&from=-1h", guide: "console-what-differs" },
  ],
};
