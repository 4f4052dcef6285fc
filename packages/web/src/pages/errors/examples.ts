// Addresses at which the pages of errors are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/errors", hasRows: true, isMain: true },
    { address: "/errors/5b1f0a77c0ffee01", hasRows: true },
  ],
  screens: [
    { name: "errors", address: "/errors?from=-1h", guide: "console-errors" },
    { name: "error", address: "/errors/{error}?from=-1h", guide: "console-errors" },
  ],
};
