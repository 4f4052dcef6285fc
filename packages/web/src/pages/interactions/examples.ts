// Addresses at which the page of interactions is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/interactions", hasRows: true }],
  screens: [{ name: "interactions", address: "/interactions?from=-1h", guide: "console-interactions" }],
};
