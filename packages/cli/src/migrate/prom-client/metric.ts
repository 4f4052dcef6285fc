// `new Counter({ name, help, labelNames })` becomes `counter(name, { description })`, with all of its calls or not at all.
import { bare, child, children, keyOf, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { textsOf } from "../../code/texts.ts";
import { constantOf, type Draft, type Migration } from "../migration.ts";
import { type LibraryName, placeholder } from "../names.ts";
import { objectParts, type PropertyText } from "../object-text.ts";
import { type MetricCall, readCall } from "./metric-call.ts";
import type { MetricKind } from "./metric-kind.ts";

const guide = "migrate-prom-client.md#metrics-that-stay-as-they-are";
/** Bounds of prom-client for histograms that name none. */
const defaultBounds = "[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]";

export function convertMetric(migration: Migration, draft: Draft, node: Node, kind: MetricKind): void {
  const site: Site = { module: draft.module, node };
  const leave = (reason: string): void => migration.leave(site, `new ${kind}`, reason, guide);
  if (kind === "Summary") return leave("quantiles are computed by the backend: record a histogram");
  const [options] = children(node, "arguments");
  if (options === undefined || bare(options).type !== "ObjectExpression")
    return leave("its options are not written here");
  const read = readOptions(migration, { module: draft.module, node: bare(options) }, kind);
  if (typeof read === "string") return leave(read);
  const constant = constantOf(site);
  if (constant === undefined) return leave("it is not a constant, so that not all of its calls are known");
  const calls = readCalls(migration, site, kind, read.labels);
  if (typeof calls === "string") return leave(calls);
  const name = libraryName(kind, calls);
  const reason = name === undefined ? "it is set and also added to" : conflict(name, read.text);
  if (name === undefined || reason !== undefined) return leave(reason!);
  if (migration.served !== undefined) return leave(`${migration.served}: without it, a series would be gone`);
  const annotation = child(child(constant.declarator, "id")!, "typeAnnotation");
  if (annotation !== undefined) draft.edits.replace(annotation);
  draft.edits.replace(node, ...declaration(draft, name, bare(options), read));
  draft.changed++;
  for (const call of calls) {
    const user = migration.drafts.get(call.module)!;
    call.edit(user.edits, name);
    user.changed++;
  }
}

interface Options {
  readonly name: Node;
  readonly text: string;
  readonly help?: Node | undefined;
  readonly buckets?: Node | undefined;
  /** The labels in their order; undefined when they are not written here. */
  readonly labels: readonly string[] | undefined;
}

function readOptions(migration: Migration, { module, node }: Site, kind: MetricKind): Options | string {
  const found = new Map<string, Node>();
  for (const property of children(node, "properties")) {
    const [key, value] = [keyOf(property), child(property, "value")];
    if (key === undefined || value === undefined) return "its options are not written here";
    if (key === "collect")
      return "it has the option `collect`: `gauge(name, options, callback)` says the same";
    if (!/^(?:name|help|labelNames|registers|buckets)$/.test(key)) return `it has the option \`${key}\``;
    found.set(key, value);
  }
  const name = found.get("name");
  if (name === undefined) return "it has no name";
  const texts = textsOf(migration.project, { module, node: name });
  const [text = ""] = texts.known;
  if (!texts.isComplete || texts.known.length !== 1) return "its name is not known";
  if (!/^[A-Za-z][\w]*$/.test(text)) return "its name begins with `_` or has a `:`";
  if (kind === "Counter" && !text.endsWith("_total"))
    return `its name has no \`_total\`: OpenTelemetry's rules serve it as \`${text}_total\`, so that queries have to change`;
  const labels = found.get("labelNames");
  return {
    name,
    text,
    help: found.get("help"),
    buckets: found.get("buckets"),
    labels: labels === undefined ? [] : textList(labels),
  };
}

function textList(node: Node): readonly string[] | undefined {
  const list = bare(node);
  if (list.type !== "ArrayExpression") return undefined;
  const texts = children(list, "elements").map((one) => bare(one)["value"]);
  return texts.every((one) => typeof one === "string") ? texts : undefined;
}

function readCalls(
  migration: Migration,
  site: Site,
  kind: MetricKind,
  labels: readonly string[] | undefined,
): readonly MetricCall[] | string {
  const hidden = migration.hiddenUse(site.node);
  if (hidden !== undefined) return hidden;
  const calls: MetricCall[] = [];
  for (const reference of migration.references.of(site.node)) {
    const { file, line } = reference.module.locationOf(reference.node);
    if (!migration.drafts.has(reference.module)) return `${file}:${line} uses it, which is not to be changed`;
    const call = readCall(migration.project, reference, kind, labels);
    if (typeof call === "string") return `${file}:${line}: ${call}`;
    calls.push(call);
  }
  return calls;
}

/** What the metric becomes. A gauge that is only added to is a sum; one that is set and added to has no counterpart. */
function libraryName(kind: MetricKind, calls: readonly MetricCall[]): LibraryName | undefined {
  const does = (method: string): boolean => calls.some((one) => one.method === method);
  if (kind === "Counter") return "counter";
  if (kind === "Histogram") return does("startTimer") ? "timer" : "histogram";
  const adds = does("inc") || does("dec");
  if (adds && does("set")) return undefined;
  return adds ? "upDownCounter" : "gauge";
}

function conflict(name: LibraryName, text: string): string | undefined {
  return name === "timer" && !text.endsWith("_seconds")
    ? "its timers record seconds, so that its name would end in `_seconds`"
    : undefined;
}

function declaration({ edits }: Draft, name: LibraryName, options: Node, read: Options) {
  const unit = name === "timer" || name === "counter" ? undefined : unitOf(read.text);
  const properties: PropertyText[] = [];
  if (read.help !== undefined) properties.push(["description", read.help]);
  if (unit !== undefined) properties.push(["unit", JSON.stringify(unit)]);
  if (name === "histogram" || name === "timer") properties.push(["buckets", read.buckets ?? defaultBounds]);
  const written = properties.length === 0 ? [] : [", ", ...objectParts(edits.source, options, properties)];
  return [`${placeholder(name)}(`, read.name, ...written, ")"];
}

/** The unit that the name ends in: the name that is served stays the same. */
function unitOf(name: string): string | undefined {
  if (name.endsWith("_seconds")) return "s";
  return name.endsWith("_bytes") ? "By" : undefined;
}
