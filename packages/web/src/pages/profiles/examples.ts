// Addresses at which the pages of profiles are tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [
    { address: "/profiles", hasRows: true },
    { address: "/profiles/rank%20results", hasRows: true },
    { address: "/cpu-profiles/cpu-1" },
  ],
  screens: [
    { name: "profiles", address: "/profiles?from=-1h", guide: "console-profiles" },
    { name: "profile", address: "/profiles/recommend?from=-1h", guide: "console-profiles" },
    { name: "cpu-profile", address: "/cpu-profiles/{cpuProfile}?from=-1h", guide: "console-profiles" },
  ],
};
