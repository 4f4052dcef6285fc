// Addresses at which the page of logs is tested and photographed.
import type { Examples } from "../../ui/examples.ts";

export const examples: Examples = {
  visits: [{ address: "/logs", hasRows: true }],
  screens: [
    { name: "logs", address: "/logs?from=-1h", guide: "console-logs", narrow: true },
    { name: "log-patterns", address: "/logs?patterns=all&from=-1h", guide: "console-logs" },
  ],
};
