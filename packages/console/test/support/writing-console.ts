// A console that writes as fast as it can and tells on its output what was acknowledged, until it is killed.
// Run as `node --conditions=telltale-source writing-console.ts DIRECTORY`.
import { openStore } from "../../src/store/store.ts";
import { plainLogs, plainSpans } from "./rows.ts";

const store = await openStore({ directory: process.argv[2]!, writer: { maxAgeMs: 20 } });
process.stdout.write(`engine ${store.enginePid}\n`);

async function writeOn(): Promise<never> {
  for (;;) {
    const spans = plainSpans(80);
    const logs = plainLogs(20);
    await store.writer.write(1000, (sink) => {
      for (const span of spans) sink.span(span);
      for (const log of logs) sink.log(log);
    });
    process.stdout.write(
      `${spans.map(({ spanId }) => `span ${Buffer.from(spanId).toString("hex")}\n`).join("")}`,
    );
    process.stdout.write(`${logs.map(({ identity }) => `log ${identity}\n`).join("")}`);
  }
}

await Promise.all(Array.from({ length: 8 }, writeOn));
