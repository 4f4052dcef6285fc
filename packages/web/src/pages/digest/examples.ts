// Addresses at which the digest is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/digest" }],
  screens: [{ name: "digest", address: "/digest?from=-7d", guide: "digest" }],
};
