// Spans that the library starts for business calls: `transaction purchase`, `workflow order paid`, `interaction support contact`. A catalog
// declares the transaction, workflow or event, not its span.
import type { Catalog } from "../catalog.ts";
import { beginningsOf } from "./beginnings.ts";

/** What a span of a business call stands for. */
export interface BusinessSpan {
  readonly kind: "transaction" | "workflow" | "event" | "interaction" | "handler";
  /** Of the transaction, workflow, event or interaction; of the function for a handler. */
  readonly name: string;
}

const prefixes = [
  ["workflow handler ", "handler"],
  ["transaction ", "transaction"],
  ["interaction ", "interaction"],
  ["workflow ", "workflow"],
] as const;

/**
 * Returns what a span of this name stands for; undefined for other spans.
 *
 * `workflow order paid` is a state or event of a workflow, `workflow contact.escalated` an event of none. Only the declared workflows tell
 * them apart: pass their names. Of several that fit, it is the longest.
 */
export function businessSpanOf(span: string, workflows: ReadonlySet<string>): BusinessSpan | undefined {
  const [prefix, kind] = prefixes.find(([start]) => span.startsWith(start)) ?? [];
  if (prefix === undefined || kind === undefined) return undefined;
  const name = span.slice(prefix.length);
  if (kind !== "workflow") return { kind, name };
  const workflow = beginningsOf(name, " ").findLast((words) => workflows.has(words));
  return workflow === undefined ? { kind: "event", name } : { kind, name: workflow };
}

/** Creates the test for spans of business calls that `catalogs` declare. Interactions and handlers need no declaration. */
export function createBusinessSpans(catalogs: readonly Catalog[]): (span: string) => boolean {
  const names = (list: "transactions" | "workflows" | "events"): ReadonlySet<string> =>
    new Set(catalogs.flatMap((catalog) => catalog[list].map(({ name }) => name)));
  const declared = {
    transaction: names("transactions"),
    workflow: names("workflows"),
    event: names("events"),
  };
  return (span) => {
    const found = businessSpanOf(span, declared.workflow);
    if (found === undefined) return false;
    if (found.kind === "interaction" || found.kind === "handler") return true;
    return declared[found.kind].has(found.name);
  };
}
