// Addresses at which the page of one trace is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/traces/4bf92f3577b34da6a3ce929d0e0e4736" }],
  screens: [{ name: "trace", address: "/traces/{trace}", guide: "console-trace", narrow: true }],
};
