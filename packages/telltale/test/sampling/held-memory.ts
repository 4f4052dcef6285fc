// Run by held-memory.test.ts in a process of its own: opens traces that never end, and says what they take.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { memoryExporter, start, startSpan } from "../../src/index.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const heap = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const [, , count = "0", children = "0", chars = "0", maxBytes = "0"] = process.argv;
const telltale = start({
  exporters: [memoryExporter()],
  handleExit: false,
  sampling: {
    tail: {
      rules: [{ name: "errors", when: { error: true }, rate: 1 }],
      defaultRate: 0,
      maxBytes: Number(maxBytes),
    },
  },
});
startSpan("first").end();
const before = heap();
let heldMost = 0;
let grownMost = 0;
for (let at = 0; at < Number(count); at++) {
  // each text is one of its own, half of them with two bytes a character
  const text = (at % 2 === 0 ? "a" : "ä€").repeat(Number(chars)).slice(0, Number(chars)) + at;
  const root = startSpan("never ended", { attributes: { "order.id": at, note: text } });
  for (let child = 0; child < Number(children); child++)
    root.trace("child", { attributes: { note: `${child} ${text}`, count: child } }, () => {});
  if (at % 5000 === 4999) {
    grownMost = Math.max(grownMost, heap() - before);
    heldMost = Math.max(heldMost, telltale.stats().sampling?.heldBytes ?? 0);
  }
}
const { open, evicted, evictedBy } = telltale.stats().sampling ?? {};
console.log(JSON.stringify({ grownMost, heldMost, open, evicted, evictedBy }));
