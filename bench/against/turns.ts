// Spans at a steady rate with one of: nothing at all, Telltale, Telltale whose receiver is away, the same with a spool.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { start, trace } from "telltale";

import { attributes, event } from "../workload/spans.ts";
import { turns } from "../workload/turns.ts";

const [side, url, perSecond, seconds, pace] = process.argv.slice(2);
const directory = mkdtempSync(path.join(tmpdir(), "bench-spool-"));
const telltale =
  side === "nothing"
    ? undefined
    : start({
        service: "bench",
        endpoint: side === "telltale" ? (url as string) : "http://127.0.0.1:1",
        ...(side === "spool" ? { spool: { directory, maxBytes: 32 << 20 } } : {}),
      });

const result = await turns(
  () => {
    trace("GET /orders", { attributes }, () => {
      trace("SELECT orders", { attributes }, (child) => {
        child.addEvent("rows read", event);
      });
    });
  },
  Number(perSecond),
  Number(seconds),
  pace === "resting",
);
if (side === "telltale") await telltale?.flush();
const { traces } = telltale?.stats() ?? {};
await telltale?.stop();
rmSync(directory, { recursive: true, force: true });
console.log(JSON.stringify({ ...result, traces }));
