// Misuse of the recorder that must not compile, and what must be inferred. Checked by `tsc -p .`; nothing here runs.
import { start } from "../../src/index.ts";
import type { MemorySpan } from "../../src/export/index.ts";
import type { Recorder, Report, SpanNode } from "../../src/recorder/index.ts";

const telltale = start({ recorder: { spans: 100, timerValues: 50 } });
start({ recorder: true });
// @ts-expect-error -- true, false or an object
start({ recorder: "on" });
// @ts-expect-error -- `spans`, not `maxSpans`
start({ recorder: { maxSpans: 100 } });
// @ts-expect-error -- a number
start({ recorder: { spans: "100" } });

const recorder: Recorder = telltale.recorder();
const spans: MemorySpan[] = recorder.spans({ name: /charge/, status: "error", slowerThanMs: 100, limit: 5 });
void spans;
const tree: SpanNode[] = recorder.trace("4bf92f3577b34da6a3ce929d0e0e4736");
tree[0]?.children[0]?.span.name satisfies string | undefined;
recorder.timers({ name: "checkout.duration" })[0]?.p95 satisfies number | undefined;
recorder.transaction("o-1")[0]?.outcome satisfies "open" | "completed" | "failed" | "abandoned" | undefined;
recorder.journey("u1");
recorder.journey({ session: "s1" });
// @ts-expect-error -- no status of a span
recorder.spans({ status: "failed" });
// @ts-expect-error -- whose journey
recorder.journey();
// @ts-expect-error -- an answer is not to be changed
recorder.counters()[0].value = 1;
// @ts-expect-error -- a trace has an id
recorder.trace();

const report: Report = telltale.report();
report.transactions[0]?.amounts["EUR"] satisfies number | undefined;
// @ts-expect-error -- a report is read-only
report.spans = [];
