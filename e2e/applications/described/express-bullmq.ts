// Express 4 and workers of BullMQ, all under pm2 in cluster mode.
import type { Application } from "../harness/application.ts";
import { json } from "./json.ts";

export const expressBullmq: Application = {
  name: "express-bullmq",
  about: "Express 4 in pm2's cluster mode, two processes, and a process with BullMQ's worker.",
  services: ["Redis"],
  command: ["node", "node_modules/pm2/bin/pm2-runtime", "start", "ecosystem.config.cjs"],
  readyPath: "/health",
  requests: [
    { path: "/health" },
    json("POST", "/shop/orders", { id: "o1", items: ["tea"] }),
    json("POST", "/shop/orders", { id: "o2", items: ["tea", "cup"] }),
    json("POST", "/shop/orders", { id: "o3", items: ["a broken cup"] }),
    { path: "/shop/orders/o1" },
    { path: "/shop/orders/o2?verbose=1", isKept: true },
    { path: "/shop/orders/o3", isKept: true },
    { path: "/shop/orders/nowhere" },
    json("POST", "/shop/orders", { id: "o4", items: Array.from({ length: 5000 }, () => "tea") }),
    json("POST", "/shop/orders", { id: "o5" }),
    json("POST", "/shop/orders", { id: "o1", items: ["tea"] }),
    json("POST", "/shop/orders", `{"items": `),
    json("POST", "/shop/orders", { id: "o6", items: ["a".repeat(150_000)] }),
    { path: "/broken" },
    { path: "/large" },
    { path: "/nowhere" },
    { path: "/shop/nowhere" },
    { method: "PUT", path: "/shop/orders/o1" },
    { method: "HEAD", path: "/health" },
    { method: "OPTIONS", path: "/shop/orders" },
  ],
  // four jobs (a fifth has the id of the first, and does not run), and two probes less
  furtherEntries: 4 - 2,
  isLost: true,
  differences: [
    {
      side: "telltale",
      spans: /^(PRODUCER add|CONSUMER process) telltale-application-PORT /,
      reason: "The stock set-up has no instrumentation of BullMQ.",
    },
    {
      side: "telltale",
      spans: /^CLIENT GET \(telltale\)$/,
      reason: "What a job requests belongs to its span, in the trace of the request that added the job.",
    },
    {
      side: "stock",
      spans: /^CLIENT GET \(http\)$/,
      reason: "The same, in traces of their own: jobs have no span.",
    },
    {
      side: "stock",
      spans: /^SERVER (PUT|GET) \/shop(?= )/,
      as: "SERVER $1",
      reason:
        "No route was found: the stock instrumentation names the router that was asked, which has not answered.",
    },
  ],
};
