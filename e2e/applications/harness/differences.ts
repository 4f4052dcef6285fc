// Differences that several applications have. Those of one application are in its description.
import type { Difference } from "./application.ts";

export const commonDifferences = [
  {
    side: "stock",
    spans: /^INTERNAL (middleware|router|request handler)\b.*\((express|router)\)$/,
    reason:
      "The stock Express instrumentation makes a span of each middleware, router and handler. Telltale makes them on request (`middleware`), and names the server's span by the route without them.",
  },
  {
    side: "stock",
    spans: /\((dns|net)\)$/,
    reason:
      "Connections of `net` and look-ups of `dns` are off in Telltale unless they are enabled: most applications have too many of them.",
  },
  {
    side: "stock",
    spans: /^SERVER (GET|HEAD) \/health\b/,
    reason:
      "Telltale drops successful probes (`/health`, `/ready` and others), unless the sampling rules say otherwise.",
  },
  {
    side: "stock",
    spans: /^CLIENT (pg-pool\.connect|pg\.connect) \(pg\)$/,
    reason: "Telltale has no spans of connections, only of queries.",
  },
  {
    side: "stock",
    spans: /^CLIENT pg\.query:(\w+) .*$/,
    as: (_line, command) => `CLIENT ${command!.toLowerCase()}`,
    reason:
      "Telltale names a query by its summary, as the semantic conventions have it (`select orders`); stock spans are named by command and database.",
  },
  {
    side: "telltale",
    spans: /^CLIENT (begin|commit|rollback|(?:select|insert|update|delete|drop)\b(?= )).*$/,
    as: "CLIENT $1",
    reason: "The same: only the command is compared.",
  },
  {
    side: "telltale",
    spans: /^CLIENT ([A-Z]+) [\d.]+:\d+ .*$/,
    as: (_line, command) => `CLIENT ${command!.toLowerCase()}`,
    reason:
      "Telltale names a command of Redis by command and server, as the semantic conventions have it; stock spans are named by the command alone.",
  },
] as const satisfies readonly Difference[] as readonly Difference[];
