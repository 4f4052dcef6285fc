// The sections of the reference, one for each kind of thing that the catalog has.
import type { Catalog, Kind, Thing } from "../catalog.ts";
import type { Section } from "./block.ts";
import { createIds, type DocsOptions, entryOf } from "./entries.ts";

interface KindText {
  readonly kind: Kind;
  readonly title: string;
  readonly group: string;
  readonly intro: string;
}

/** In the order in which a colleague asks: what fires, what is promised, what the business does, what is emitted. */
export const kindTexts: readonly KindText[] = [
  { kind: "alerts", title: "Alerts", group: "Watch", intro: "What fires, what it means, and what to do." },
  {
    kind: "objectives",
    title: "Objectives",
    group: "Watch",
    intro: "What is promised, and measured over days.",
  },
  { kind: "dashboards", title: "Dashboards", group: "Watch", intro: "Charts that belong together." },
  {
    kind: "transactions",
    title: "Transactions",
    group: "Business",
    intro: "Business operations with a beginning, steps and one outcome.",
  },
  {
    kind: "journeys",
    title: "Journeys and funnels",
    group: "Business",
    intro: "Steps of one user, over traces and days.",
  },
  { kind: "workflows", title: "Workflows", group: "Business", intro: "States of one thing over its life." },
  { kind: "metrics", title: "Metrics", group: "Signals", intro: "Numbers that are measured continuously." },
  { kind: "spans", title: "Spans", group: "Signals", intro: "Timed operations inside traces." },
  { kind: "events", title: "Events", group: "Signals", intro: "Named log records." },
  { kind: "logs", title: "Logs", group: "Signals", intro: "Log records by their message." },
  { kind: "errors", title: "Errors", group: "Signals", intro: "Errors by their type." },
  {
    kind: "attributes",
    title: "Attributes",
    group: "Vocabulary",
    intro: "Keys that signals carry, and what their values mean.",
  },
  { kind: "entities", title: "Entities", group: "Vocabulary", intro: "What emits the telemetry." },
];

/** All sections that have entries. Deprecated things come last. */
export function sectionsOf(catalog: Catalog, options: DocsOptions = {}): readonly Section[] {
  const ids = createIds();
  const work = { ...options, catalog };
  return kindTexts.flatMap(({ kind, title, intro }) => {
    const things = (catalog[kind] as readonly Thing[]).toSorted(
      (a, b) => Number(a.deprecated !== undefined) - Number(b.deprecated !== undefined),
    );
    if (things.length === 0) return [];
    return [
      {
        kind,
        title,
        intro,
        entries: things.map((thing) => entryOf(kind, thing, ids(kind, thing.name), work)),
      },
    ];
  });
}
