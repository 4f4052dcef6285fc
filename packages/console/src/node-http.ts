// Node's `http`, without what an import of it costs: that reads every export, `WebSocket` among them, and so loads the whole of `fetch`,
// for 30 ms of CPU and 3 MB. Types can be imported as usual.
import { createRequire } from "node:module";

export const http = createRequire(import.meta.url)("node:http") as typeof import("node:http");
