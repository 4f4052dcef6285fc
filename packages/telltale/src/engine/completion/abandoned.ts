// Work that is given up: a generator left half-way, a query builder that is never awaited. Its span ends when the garbage collector finds it.
import type { EngineSpan } from "../span/span.ts";

const abandoned = new FinalizationRegistry<EngineSpan>((span) => {
  // one whose work was never begun has never become a span
  if (span.resting) return;
  if (span.isRecording()) span.setAttribute("telltale.incomplete", true);
  span.close();
});

/** Ends `span` as `telltale.incomplete` when `work` is collected and has not ended it. The span must not hold on to the work. */
export function endWhenAbandoned(work: object, span: EngineSpan): void {
  abandoned.register(work, span);
}
