// What both GraphQL servers are asked: they have the same schema.
import type { HttpRequest } from "../harness/running.ts";

type Headers = Readonly<Record<string, string>>;

/** A document as clients post it. */
export function ask(query: string, headers: Headers = {}, more: object = {}): HttpRequest {
  return {
    method: "POST",
    path: "/graphql",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, ...more }),
  };
}

const get = (query: string): string => `/graphql?query=${encodeURIComponent(query)}`;

/** Twenty requests. */
export function orders(headers: Headers): readonly HttpRequest[] {
  return [
    ask("{ orders { id total } }", headers),
    ask("query One($id: ID!) { order(id: $id) { id items { name cents } total } }", headers, {
      variables: { id: "o-2" },
    }),
    ask(`query Two { order(id: "o-3") { id customer { name } } }`, headers, { operationName: "Two" }),
    ask(`{ first: order(id: "o-4") { total } second: order(id: "o-5") { total } }`, headers),
    ask(`{ order(id: "nowhere") { id } }`, headers),
    ask(`{ order(id: "broken") { id } }`, headers),
    ask(`{ order(id: "secret") { id } }`, headers),
    ask(`{ order(id: "o-13") { id customer { name } } }`, headers),
    ask(`mutation Place { placeOrder(id: "o-900", item: "tea") { id total } }`, headers),
    ask("{ orders(first: 20) { id items { name cents } total } }", headers),
    ask("{ no such field }", headers),
    ask("{ orders { ", headers),
    ask("query One { orders { id } } query Two { orders { total } }", headers, { operationName: "Three" }),
    ask("", headers),
    { path: get("{ orders(first: 1) { id } }"), headers: { ...headers, "apollo-require-preflight": "1" } },
    {
      path: get(`mutation { placeOrder(id: "o-901", item: "tea") { id } }`),
      headers: { ...headers, "apollo-require-preflight": "1" },
    },
    {
      method: "POST",
      path: "/graphql",
      headers: { ...headers, "content-type": "application/json" },
      body: `{"query": "{ orders`,
    },
    { method: "PUT", path: "/graphql", headers },
    { method: "OPTIONS", path: "/graphql", headers: { ...headers, origin: "http://shop.example" } },
    { path: "/nowhere", headers, isKept: true },
  ];
}
