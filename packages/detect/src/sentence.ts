// An anomaly in one sentence: what was expected, what was observed, since when.
import type { Incident } from "./state.ts";

/** `Rose to 42 at 2026-01-05 10:00 UTC; expected about 10.` Numbers have four significant digits. */
export function describe({
  kind,
  since,
  expected,
  observed,
}: Pick<Incident, "kind" | "since" | "expected" | "observed">): string {
  const [start, usual, seen] = [timeText(since), numberText(expected), numberText(observed)];
  const up = observed >= expected;
  switch (kind) {
    case "spike":
      return `${up ? "Spike" : "Drop"} to ${seen} at ${start}; expected about ${usual}.`;
    case "shift":
      return `${up ? "Higher" : "Lower"} level since ${start}: observed ${seen}, expected about ${usual}.`;
    case "drift":
      return `Slow ${up ? "rise" : "fall"} since ${start}: observed ${seen}, expected about ${usual}.`;
    case "burst":
      return `Unusually large variation since ${start}: observed ${seen}, expected about ${usual}.`;
    case "flat":
      return `Unusually little variation since ${start}: observed ${seen}, expected values that vary around ${usual}.`;
    case "missing":
      return `No value since ${start}: the last was ${seen}, expected about ${usual}.`;
  }
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Minutes, UTC; times that no calendar has as milliseconds. */
function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime())
    ? `${ms} ms`
    : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
