// Addresses at which the page of imports is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/import" }],
  screens: [
    {
      name: "import",
      address: "/import",
      guide: "console-import",
      file: "slow-checkout.json",
    },
  ],
};
