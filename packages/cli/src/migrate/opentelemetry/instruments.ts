// `meter.createCounter(name, options)` becomes `counter(name, options)`, and the others likewise. Histograms keep the buckets of the stock SDK.
import { methodCalls } from "catalog/calls";
import { bare, child, children, keyOf, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { constantOf, type Draft, methodCallOn, type Migration } from "../migration.ts";
import { type LibraryName, placeholder } from "../names.ts";
import { objectParts, type PropertyText } from "../object-text.ts";
import { readOptions, splitOptions } from "./instrument-options.ts";
import { convertObservable } from "./observables.ts";

const guide = "migrate-opentelemetry.md#metrics-that-stay-as-they-are";

/** Bounds of the stock SDK for histograms that name none: specification, metrics/sdk, explicit bucket histogram aggregation. */
const stockBounds = "[0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]";

/** The function that makes the same kind of metric: it has the name of the kind. */
const functionFor = (method: string): LibraryName | undefined => methodCalls[`Meter.${method}`]?.metric;

export function convertInstrument(migration: Migration, draft: Draft, site: Site, method: string): void {
  const leave = (reason: string): void => migration.leave(site, method, reason, guide);
  if (method.endsWith("BatchObservableCallback")) return leave("one callback observes several instruments");
  const name = functionFor(method);
  if (name === undefined) return;
  const [written, options, ...more] = children(site.node, "arguments");
  if (
    written === undefined ||
    more.length > 0 ||
    [written, options].some((one) => one?.type === "SpreadElement")
  )
    return leave("its arguments are spread");
  const properties = options === undefined ? [] : readOptions(bare(options));
  if (typeof properties === "string") return leave(properties);
  if (method.startsWith("createObservable")) {
    const created = { name, written, options: options && bare(options), properties };
    const reason = convertObservable(migration, draft, site, created);
    if (reason !== undefined) return leave(`${reason}; it works unchanged`);
    draft.changed++;
    return;
  }
  const renames = name === "gauge" ? gaugeCalls(migration, site) : [];
  if (typeof renames === "string") return leave(renames);
  draft.changed++;
  draft.edits.replace(child(site.node, "callee")!, placeholder(name));
  for (const { draft: user, member } of renames) user.edits.replace(child(member, "property")!, "set");
  changeOptions(draft, name, written, options && bare(options), properties);
}

function changeOptions(
  { edits }: Draft,
  name: LibraryName,
  written: Node,
  options: Node | undefined,
  properties: readonly Node[],
): void {
  const { kept, bounds, isChanged } = splitOptions(properties);
  const isHistogram = name === "histogram";
  if (!isChanged && !isHistogram) return;
  const parts: PropertyText[] = kept.map((one) => [keyOf(one)!, child(one, "value")!]);
  if (isHistogram) parts.push(["buckets", bounds ?? stockBounds]);
  const text = objectParts(edits.source, options, parts);
  if (options !== undefined && parts.length === 0) edits.replace({ start: written.end, end: options.end });
  else if (options === undefined) edits.replace({ start: written.end, end: written.end }, ", ", ...text);
  else edits.replace(options, ...text);
}

/** Where the gauge is set: `record` of the stock API is `set`. A text is the reason why not all of these places are known. */
function gaugeCalls(
  migration: Migration,
  site: Site,
): readonly { readonly draft: Draft; readonly member: Node }[] | string {
  const constant = constantOf(site);
  if (constant === undefined) return "a gauge that is not a constant: `record` is `set` here";
  if (child(child(constant.declarator, "id")!, "typeAnnotation") !== undefined)
    return "its variable has a type of the stock API";
  const hidden = migration.hiddenUse(site.node);
  if (hidden !== undefined) return hidden;
  const calls = migration.references.of(site.node).map((reference) => {
    const called = methodCallOn(reference);
    const draft = migration.drafts.get(reference.module);
    return called?.method === "record" && draft !== undefined ? { draft, member: called.member } : undefined;
  });
  const known = calls.filter((one) => one !== undefined);
  return known.length === calls.length ? known : "it is used in ways other than `record`";
}
