// Writes to spans that have ended: a mistake of the program, unless the span is of those that are known to be written to late.
import { report } from "../diagnostics/diagnose.ts";
import { shared } from "../runtime/shared.ts";

const expecting = shared("late writes", () => new WeakSet<object>());

/**
 * Has writes to `span` after its end ignored without a report: it ends by an event, and a framework writes what it knows to the active span
 * when its own work is over, which may be later.
 */
export function expectLateWrites(span: object): void {
  expecting.add(span);
}

/** Takes note of a write to `span`, which has ended. */
export function noteLateWrite(span: object): void {
  if (!expecting.has(span)) report("span_used_after_end");
}
