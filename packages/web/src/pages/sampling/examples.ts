// Addresses at which the page of sampling is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/sampling" }],
  screens: [{ name: "sampling", address: "/sampling?from=-1h", guide: "sampling" }],
};
