// Addresses at which the pages of journeys are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/journeys", hasRows: true },
    { address: "/journeys/checkout" },
    { address: "/journeys/checkout?step=cart&column=3" },
    { address: "/journeys/checkout?view=table&unit=people" },
  ],
  screens: [
    { name: "journeys", address: "/journeys?from=-1h", guide: "console-journeys" },
    { name: "journey", address: "/journeys/shopping?from=-1h", guide: "console-journeys" },
  ],
};
