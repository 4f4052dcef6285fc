// Events by their name.
import { alternative, type Infer, required, text } from "../shape/shape.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { countOrRate, service, sourceKind, where } from "./kind.ts";
import { countedOrRate } from "./measure.ts";

export const event = sourceKind(
  alternative("Event", ["event"], "Events: log records with an event name.", {
    event: required(text("voucher.rejected"), "Name of the event."),
    measure: countOrRate("Events"),
    service,
    where,
  }),
  { words: (of) => `events ${of("event")}` },
);

/** A named event. */
export interface EventFact extends AnyFact {
  readonly event: string;
}

export const eventFacts: SourceFacts<Infer<typeof event>, EventFact> = {
  kind: "event",
  signal: "logs",
  nameOf: (source) => source.event,
  measure: ({ measure }, facts, window) => countedOrRate(measure, facts, window),
  table: { column: "event", columns: [], read: (row) => ({ event: row.text("event") }) },
};
