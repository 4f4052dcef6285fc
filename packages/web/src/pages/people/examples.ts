// Addresses at which the page of a person is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/people/u1", hasRows: true }],
  screens: [{ name: "person", address: "/people/{person}?from=-1h", guide: "console-journeys" }],
};
