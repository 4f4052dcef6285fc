// What a console has seen, as coverage and proposals read it.
import { businessSpanOf } from "catalog";
import type { CatalogObservedResult, ObservedEvent, ObservedSpan } from "contract";
import { textOf } from "../catalog/options.ts";
import type { Values } from "../command.ts";
import type { Console } from "../console.ts";

/** What the console has seen since `--since`. */
export async function readObserved(console: Console, values: Values): Promise<CatalogObservedResult> {
  const query = new URLSearchParams({ from: textOf(values, "since") ?? "-7d" });
  const service = textOf(values, "service");
  if (service !== undefined) query.set("service", service);
  const observed = await console.getJson<CatalogObservedResult>(`/api/catalog/observed?${query.toString()}`);
  return withoutBusinessSpans(observed);
}

/**
 * Leaves out the spans that the library starts for business calls: the transactions, workflows and events that they represent are declared. An
 * event of `emit` arrives only as its span, and is added to the events.
 */
export function withoutBusinessSpans(observed: CatalogObservedResult): CatalogObservedResult {
  const workflows = new Set(observed.workflows.map(({ name }) => name));
  const spans: ObservedSpan[] = [];
  const events = new Map<string, ObservedEvent>(observed.events.map((event) => [event.name, event]));
  for (const span of observed.spans) {
    const business = span.kind === "internal" ? businessSpanOf(span.name, workflows) : undefined;
    if (business === undefined) spans.push(span);
    if (business?.kind === "event")
      events.set(business.name, addSpan(business.name, events.get(business.name), span));
  }
  return { ...observed, spans, events: [...events.values()] };
}

function addSpan(name: string, known: ObservedEvent | undefined, span: ObservedSpan): ObservedEvent {
  const { count, perSecond, lastSeen, services, attributes } = span;
  if (known === undefined) return { name, count, perSecond, lastSeen, services, attributes };
  return {
    name,
    count: known.count + count,
    perSecond: known.perSecond + perSecond,
    lastSeen: known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
    services: [...new Set([...known.services, ...services])].toSorted(),
    attributes: [...new Set([...known.attributes, ...attributes])],
  };
}

/** `0.52/s`, or `7 times` of what arrives less often than once in a hundred seconds. */
export function rateText({
  count,
  perSecond,
}: {
  readonly count: number;
  readonly perSecond: number;
}): string {
  return perSecond >= 0.01 ? `${perSecond.toPrecision(2)}/s` : `${count} ${count === 1 ? "time" : "times"}`;
}
