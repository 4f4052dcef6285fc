// Nuxt 4 as it is built: its server has all libraries in its bundle.
import type { Application } from "../harness/application.ts";
import { json } from "./json.ts";

export const nuxt: Application = {
  name: "nuxt",
  about: "Nuxt 4 as `nuxt build` leaves it: pages, an API that they ask, errors of both. No plugin is added.",
  build: ["node", "node_modules/nuxt/bin/nuxt.mjs", "build"],
  command: ["node", ".output/server/index.mjs"],
  variables: { NITRO_HOST: "127.0.0.1" },
  readyPath: "/api/orders/0",
  isLost: true,
  requests: [
    { path: "/" },
    { path: "/orders/1" },
    { path: "/orders/2?verbose=1", isKept: true },
    { path: "/orders/3", isKept: true },
    { path: "/orders/404" },
    { path: "/api/orders/1" },
    { path: "/api/orders/404" },
    json("POST", "/api/orders", { items: ["tea"] }),
    json("POST", "/api/orders", { items: Array.from({ length: 5000 }, () => "tea") }),
    json("POST", "/api/orders", { id: 1 }),
    json("POST", "/api/orders", `{"items": `),
    { path: "/api/broken" },
    { path: "/api/large" },
    { path: "/api/nowhere" },
    { path: "/nowhere" },
    { path: "/favicon.png" },
    { method: "PUT", path: "/api/orders/1" },
    { method: "HEAD", path: "/api/orders/1" },
    { method: "OPTIONS", path: "/api/orders/1" },
    { method: "DELETE", path: "/" },
  ],
  // the check whether it is ready
  furtherEntries: 1,
  // names of files, which follow the folder of the build, as do keys of what pages have fetched
  varyingBody: /_nuxt\/[\w.-]+|"\$f\w+"/g,
  varyingHeaders: ["content-length", "etag"],
  differences: [],
};
