// Node-RED with flows that answer HTTP, and its editor.
import type { Application } from "../harness/application.ts";
import { json } from "./json.ts";

export const nodeRed: Application = {
  name: "node-red",
  about: "Node-RED 4.1 with flows that answer HTTP, call HTTP and wait, and its editor.",
  command: ["node", "node_modules/node-red/red.js", "--userDir", "user", "--port", "{port}"],
  readyPath: "/late",
  readyFile: "started",
  isLost: true,
  requests: [
    { path: "/orders/1" },
    { path: "/orders/2?verbose=1", isKept: true },
    { path: "/orders/3", isKept: true },
    { path: "/orders/404" },
    json("POST", "/orders", { item: "tea" }),
    json("POST", "/orders", `{"item": `),
    json("POST", "/orders", { item: "a".repeat(200_000) }),
    json("PUT", "/orders/4", { item: "cup" }),
    {
      method: "POST",
      path: "/orders",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "item=tea&item=cup",
    },
    { path: "/broken" },
    { path: "/large" },
    { path: "/calls" },
    { path: "/late" },
    { path: "/nowhere" },
    { method: "DELETE", path: "/orders/4" },
    { method: "HEAD", path: "/orders/5" },
    { method: "OPTIONS", path: "/orders/5" },
    { path: "/" },
    { path: "/flows", headers: { accept: "application/json" } },
    { path: "/settings" },
  ],
  // the check whether it is ready; a flow asks this server
  furtherEntries: 1 + 1,
  varyingBody: /\?v=[0-9a-f]+/g,
  varyingHeaders: ["etag"],
  differences: [],
};
