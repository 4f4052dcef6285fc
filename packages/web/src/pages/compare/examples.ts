// Addresses at which the comparison is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/compare", hasRows: true }],
  screens: [
    {
      name: "compare",
      address: "/compare?mode=version&baseValue=2.40.3&value=2.41.0&from=-1h",
      guide: "console-compare",
    },
  ],
};
