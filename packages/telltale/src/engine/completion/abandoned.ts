// Work that is given up: a generator left half-way, a query builder that is never awaited. Its span ends when the garbage collector finds it.
import type { EngineSpan } from "../span/span.ts";

interface Open {
  readonly span: EngineSpan;
  close(): void;
}

const abandoned = new FinalizationRegistry<Open>((open) => {
  const { span } = open;
  // one whose work was never begun has never become a span
  if (span.resting) return;
  if (span.isRecording()) span.setAttribute("telltale.incomplete", true);
  open.close();
});

/**
 * Ends `span` as `telltale.incomplete` when `work` is collected and has not ended it. `close`, where it is given, ends it instead, for example at
 * the moment of the last sign of life. Neither may hold on to the work.
 */
export function endWhenAbandoned(
  work: object,
  span: EngineSpan,
  close: () => void = () => span.close(),
): void {
  abandoned.register(work, { span, close });
}
