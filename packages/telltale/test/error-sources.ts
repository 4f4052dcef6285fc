// Loads what was built, has its errors captured, and prints what leaves: a program of its own, because a test runner maps stacks itself.
import { createRequire } from "node:module";
import { captureError, memoryExporter, start } from "../src/index.ts";

const [sourceMaps, ...files] = process.argv.slice(2);
const memory = memoryExporter();
const telemetry = start({
  service: "test",
  exporters: [memory],
  ...(sourceMaps === "off" ? { sourceMaps: false } : {}),
});
for (const file of files) {
  const { total } = createRequire(import.meta.url)(file) as { total(items: unknown): number };
  try {
    total(undefined);
  } catch (error) {
    captureError(error);
  }
}
await telemetry.flush();
const reports = telemetry.stats().reports["source_map_unreadable"] ?? 0;
console.log(JSON.stringify({ records: memory.logs().map((record) => record.attributes), reports }));
await telemetry.stop();
