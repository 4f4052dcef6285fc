// Fastify 5 with Drizzle and PostgreSQL.
import type { Application } from "../harness/application.ts";
import { json } from "./json.ts";

export const fastifyDrizzle: Application = {
  name: "fastify-drizzle",
  about: "Fastify 5 with Drizzle and `pg`: selects, transactions, constraints that fail, validation.",
  services: ["PostgreSQL"],
  command: ["node", "server.js"],
  readyPath: "/orders?limit=1",
  requests: [
    { path: "/orders" },
    { path: "/orders?limit=500" },
    { path: "/orders/1" },
    { path: "/orders/2", isKept: true },
    { path: "/orders/3?verbose=1", isKept: true },
    { path: "/orders/90000" },
    { path: "/orders/not-a-number" },
    { path: "/orders?limit=none" },
    json("POST", "/orders", { customer: "Ada", cents: 120 }),
    json("POST", "/orders", { customer: "Ada", cents: 120, items: ["tea", "cup"] }),
    json("POST", "/orders", { customer: "Ada", cents: -1 }),
    json("POST", "/orders", { customer: "Ada" }),
    json("POST", "/orders", `{"customer": `),
    json("POST", "/orders", { customer: "a".repeat(150_000), cents: 1 }),
    { method: "DELETE", path: "/orders/3" },
    { path: "/broken" },
    { path: "/no-table" },
    { path: "/nowhere" },
    { method: "HEAD", path: "/orders/1" },
    { method: "OPTIONS", path: "/orders" },
  ],
  // the check whether it is ready; the queries with which it begins and ends belong to no request
  furtherEntries: 1 + 2,
  differences: [
    {
      side: "telltale",
      spans: /^SERVER ([A-Z]+) \/\S* \(telltale\)$/,
      as: "SERVER $1",
      reason:
        "The stock set-up has no instrumentation of Fastify any more (`@fastify/otel` is a package apart), and knows no routes.",
    },
    {
      side: "telltale",
      spans: /^CLIENT drop schema telltale_application_PORT \(telltale\)$/,
      reason: "A query while the application ends, after SIGTERM. The stock SDK has shut down by then.",
    },
  ],
};
