// A console of two hours ago that stores a delivery and dies before it can acknowledge it.
// Run as `node --conditions=telltale-source delivering-console.ts DIRECTORY`.
import { openStore } from "../../src/store/store.ts";
import { deliver } from "./delivery.ts";

const store = await openStore({
  directory: process.argv[2]!,
  writer: { maxAgeMs: 1, nowMs: () => Date.now() - 7_200_000 },
});
await store.writer.write(1, deliver);
process.kill(process.pid, "SIGKILL");
