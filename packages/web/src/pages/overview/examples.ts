// Addresses at which the overview is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/", hasRows: true, isMain: true }],
  screens: [{ name: "overview", address: "/?from=-1h", guide: "console-overview", narrow: true, live: true }],
};
