// Run by held-crash.test.ts in a process of its own: dies by an error while traces are held, and writes down what is left.
import { writeSync } from "node:fs";
import { start, startSpan } from "../../src/index.ts";
import type { Exporter } from "../../src/export/index.ts";

const exporter: Exporter = {
  name: "at the end",
  signals: ["traces"],
  send: async () => new Promise(() => {}),
  save(batch) {
    writeSync(1, `${Buffer.from(batch.body).toString("base64")}\n`);
    return true;
  },
};
start({
  exporters: [exporter],
  sampling: {
    tail: { rules: [{ name: "few", rate: 1, perSecond: 5, when: { name: "few" } }], defaultRate: 0 },
  },
});
const open = startSpan("open");
open.trace("child", () => {});
startSpan("dropped").end();
startSpan("few").end();
throw new Error("the end");
