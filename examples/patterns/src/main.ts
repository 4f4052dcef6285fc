// Runs the patterns, or those that are named, compiled for their decorators, and prints what was sent. A console on this machine gets it too:
// `npm start -w example-patterns -- errors milestones`.
import { start } from "telltale";
import { patterns, type Pattern } from "./telemetry-lines.ts";

const named = process.argv.slice(2);
const wanted = named.length === 0 ? patterns : patterns.filter((pattern) => named.includes(pattern));
const telemetry = start({ service: "patterns", recorder: true });
for (const pattern of wanted) {
  const { run } = (await import(`./telltale/${pattern satisfies Pattern}.ts`)) as { run(): unknown };
  console.log(`${pattern}:`, await run());
}
console.log(`\n${String(telemetry.report())}`);
await telemetry.stop();
