// A console without ports that takes load of every kind as fast as it can, and tells on its output what was acknowledged, as
// `KIND FIRST END`, until it is killed. Run as `node --conditions=telltale-source loading-console.ts DIRECTORY FIRST`.
import { createIntake } from "../../src/receive/intake.ts";
import { openStore } from "../../src/store/store.ts";
import { loadKinds, sendLoad } from "./load.ts";

const [directory, start] = process.argv.slice(2) as [string, string];
const store = await openStore({ directory, writer: { maxAgeMs: 20 } });
const intake = createIntake(store.writer);
let next = Number(start);
process.stdout.write(`engine ${store.enginePid}\n`);

async function loadOn(kind: (typeof loadKinds)[number]): Promise<never> {
  for (;;) {
    const first = next;
    next += 1000;
    try {
      process.stdout.write(`${kind} ${first} ${await sendLoad(intake, kind, first)}\n`);
    } catch (error) {
      // The engine was killed too often in a row: the sender would retry with the same data.
      if ((error as { code?: unknown }).code !== "STORE_UNAVAILABLE") throw error;
    }
    if (store.enginePid !== undefined) process.stdout.write(`engine ${store.enginePid}\n`);
  }
}

await Promise.all([...loadKinds, ...loadKinds].map(loadOn));
