// A log record on its way through what configuration does to records: with the attributes of its context, which may be changed, too.
import { absorbContext } from "./absorb-context.ts";
import type { AttributeLimits } from "./attribute-list.ts";
import type { Enrichment, OpenRecord } from "./enrichment.ts";
import type { ReadyRecord } from "./shed-record.ts";

/** `ready` as `enrich` has changed it; undefined where it does not leave. */
export function enrichRecord(
  enrich: NonNullable<Enrichment["record"]>,
  ready: ReadyRecord,
  limits: AttributeLimits,
): ReadyRecord | undefined {
  const { attributes, facts, context } = ready;
  const crowdedOut = context === undefined ? 0 : absorbContext(attributes, context, limits);
  const { severityNumber, eventName, body } = ready;
  const record: OpenRecord = { severityNumber, eventName, body, attributes, facts };
  if (!enrich(record)) return undefined;
  return { ...ready, body: record.body, dropped: ready.dropped + crowdedOut, context: undefined };
}
