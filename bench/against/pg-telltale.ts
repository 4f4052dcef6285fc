// Queries of pg: bare, and on Telltale with its own integration.
import { createRequire } from "node:module";
import { start, trace } from "telltale";
import { instrumentPg } from "telltale/pg";
import { connection, measureQueries } from "../workload/pg.ts";

const [, , url, way] = process.argv;
const pg = createRequire(import.meta.url)("pg") as typeof import("pg");
if (way === "bare") {
  await measureQueries({
    pool: new pg.Pool(connection),
    inside: async (fn) => fn(),
    flush: async () => {},
    stop: async () => {},
  });
} else {
  instrumentPg(pg);
  const telltale = start({ service: "bench", endpoint: url as string });
  await measureQueries({
    pool: new pg.Pool(connection),
    inside: async (fn) => trace("GET /orders", fn),
    flush: async () => telltale.flush(),
    stop: async () => telltale.stop(),
  });
}
