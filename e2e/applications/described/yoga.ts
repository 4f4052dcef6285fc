// GraphQL Yoga 5 on node:http, with GraphQL 17.
import type { Application } from "../harness/application.ts";
import { ask, orders } from "./graphql.ts";

export const yoga: Application = {
  name: "yoga",
  about:
    "GraphQL Yoga 5 on `node:http`, with GraphQL 17: queries, mutations, a subscription, errors of resolvers.",
  command: ["node", "server.js"],
  readyPath: "/graphql?query=%7B__typename%7D",
  requests: [
    ...orders({ accept: "application/json" }).slice(0, -1),
    ask("subscription { countdown(from: 3) }", { accept: "text/event-stream" }),
  ],
  // the check whether it is ready
  furtherEntries: 1,
  differences: [
    {
      side: "telltale",
      spans: /^INTERNAL graphql\.(parse|validate) /,
      reason:
        "The stock instrumentation does not support GraphQL 17. Telltale has its parsing and validation; Yoga executes operations by code of its own, of which neither has spans.",
    },
  ],
};
