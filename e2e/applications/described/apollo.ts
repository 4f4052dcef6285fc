// Apollo Server 5 as middleware of Express 5, with GraphQL 16.
import type { Application } from "../harness/application.ts";
import { orders } from "./graphql.ts";

export const apollo: Application = {
  name: "apollo",
  about:
    "Apollo Server 5 as middleware of Express 5, with GraphQL 16: queries, mutations, errors of resolvers.",
  command: ["node", "server.js"],
  readyPath: "/health",
  requests: orders({ accept: "application/json" }),
  differences: [
    {
      side: "stock",
      spans: /\(graphql\)$/,
      reason:
        "GraphQL before 17 publishes nothing that Telltale could follow. Its official instrumentation is enabled where the application has it installed.",
    },
  ],
};
