// `new NodeSDK({ … })` and `sdk.start()` become `start({ … })`, when all of its options have the same meaning there.
import { bare, child, children, keyOf, literalText, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import type { Replacement } from "../edits.ts";
import { constantOf, type Draft, methodCallOn, type Migration, pathIn } from "../migration.ts";
import { placeholder } from "../names.ts";
import { objectParts, type PropertyText } from "../object-text.ts";

const guide = "migrate-opentelemetry.md#set-up-that-stays-as-it-is";
const exporterPackage = /^@opentelemetry\/exporter-(?:trace|metrics|logs)-otlp-(?:proto|http)$/;

export function convertSdk(migration: Migration, draft: Draft, node: Node): void {
  const site: Site = { module: draft.module, node };
  const path = pathIn(
    migration,
    { module: site.module, node: child(node, "callee")! },
    "@opentelemetry/sdk-node",
  );
  if (path?.join(".") !== "NodeSDK") return;
  const leave = (reason: string): void => migration.leave(site, "new NodeSDK", reason, guide);
  const [options, ...more] = children(node, "arguments");
  if (more.length > 0 || (options !== undefined && bare(options).type !== "ObjectExpression"))
    return leave("its options are not written here");
  const properties = options === undefined ? [] : readOptions(migration, draft, bare(options));
  if (typeof properties === "string") return leave(properties);
  const uses = readUses(migration, draft, site);
  if (typeof uses === "string") return leave(uses);
  draft.changed++;
  const written = objectParts(draft.edits.source, options && bare(options), properties);
  draft.edits.replace(node, `${placeholder("start")}(`, ...(properties.length === 0 ? [] : written), ")");
  draft.edits.removeStatement(uses.start);
  for (const member of uses.stops) draft.edits.replace(child(member, "property")!, "stop");
}

/** The statement that starts the SDK, and the calls that stop it. */
function readUses(
  migration: Migration,
  draft: Draft,
  site: Site,
): { readonly start: Node; readonly stops: readonly Node[] } | string {
  const constant = constantOf(site);
  if (constant === undefined) return "it is not a constant";
  const hidden = migration.hiddenUse(site.node);
  if (hidden !== undefined) return hidden;
  const starts: Node[] = [];
  const stops: Node[] = [];
  for (const reference of migration.references.of(site.node)) {
    const called = methodCallOn(reference);
    const statement = called && reference.module.parentOf(called.call);
    if (reference.module !== draft.module) return "another file uses it";
    if (called?.method === "shutdown") stops.push(called.member);
    else if (called?.method === "start" && statement?.type === "ExpressionStatement") starts.push(statement);
    else return "it is used in ways other than `start()` and `shutdown()`";
  }
  const start = starts.length === 1 ? starts[0] : undefined;
  return start !== undefined && site.module.parentOf(start) === containerOf(site, constant.statement)
    ? { start, stops }
    : "it is not started once, beside its declaration";
}

function containerOf({ module }: Site, statement: Node): Node | undefined {
  const parent = module.parentOf(statement);
  return parent?.type === "ExportNamedDeclaration" ? module.parentOf(parent) : parent;
}

function readOptions(migration: Migration, draft: Draft, options: Node): readonly PropertyText[] | string {
  const found: PropertyText[] = [];
  for (const property of children(options, "properties")) {
    const [key, value] = [keyOf(property), child(property, "value")];
    if (key === undefined || value === undefined) return "its options are not written here";
    const parts = readOption(migration, { module: draft.module, node: value }, key);
    if (typeof parts === "string") return parts;
    found.push(...parts);
  }
  const keys = found.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  return twice === undefined ? found : `its options name the \`${twice}\` twice`;
}

/** What an option is for `start`. None: the default does the same. */
function readOption(migration: Migration, site: Site, key: string): readonly PropertyText[] | string {
  switch (key) {
    case "serviceName":
      return [["service", site.node]];
    case "instrumentations":
    case "sampler":
    case "views":
    case "idGenerator":
      return [[key, site.node]];
    case "resource":
      return readResource(migration, site);
    case "traceExporter":
      return (
        readExporter(migration, site) ?? `its option \`${key}\` is not an OTLP exporter with a plain address`
      );
    case "metricReader":
      return (
        readReader(migration, site) ?? `its option \`${key}\` is not a periodic reader with an OTLP exporter`
      );
    default:
      return `it has the option \`${key}\``;
  }
}

/** `new OTLPTraceExporter()`: the default of `start`; one with nothing but a `url` is its `endpoint`. */
function readExporter(migration: Migration, { module, node }: Site): readonly PropertyText[] | undefined {
  const made = bare(node);
  if (made.type !== "NewExpression") return undefined;
  const meaning = migration.meaning({ module, node: child(made, "callee")! });
  if (meaning?.is !== "package" || !exporterPackage.test(meaning.package)) return undefined;
  const [options] = children(made, "arguments");
  if (options === undefined) return [];
  const properties = options.type === "ObjectExpression" ? children(options, "properties") : [undefined];
  if (properties.length === 0) return [];
  const [url, ...more] = properties;
  const value = url === undefined || keyOf(url) !== "url" ? undefined : child(url, "value");
  const address = value && literalText(value);
  const base = address === undefined ? undefined : /^(https?:\/\/.+)\/v1\/traces$/.exec(address)?.[1];
  return base === undefined || more.length > 0 ? undefined : [["endpoint", JSON.stringify(base)]];
}

function readReader(migration: Migration, { module, node }: Site): readonly PropertyText[] | undefined {
  const made = bare(node);
  const path =
    made.type === "NewExpression"
      ? pathIn(migration, { module, node: child(made, "callee")! }, "@opentelemetry/sdk-metrics")
      : undefined;
  const [options] = children(made, "arguments");
  if (path?.join(".") !== "PeriodicExportingMetricReader" || options?.type !== "ObjectExpression")
    return undefined;
  const found: PropertyText[] = [];
  for (const property of children(options, "properties")) {
    const [key, value] = [keyOf(property), child(property, "value")!];
    if (key === "exportIntervalMillis") found.push(["metricIntervalMs", value]);
    else if (key !== "exporter" || readExporter(migration, { module, node: value })?.length !== 0)
      return undefined;
  }
  return found;
}

const serviceKeys: Readonly<Record<string, "name" | "version">> = {
  ATTR_SERVICE_NAME: "name",
  SEMRESATTRS_SERVICE_NAME: "name",
  "service.name": "name",
  ATTR_SERVICE_VERSION: "version",
  SEMRESATTRS_SERVICE_VERSION: "version",
  "service.version": "version",
};

/** `resourceFromAttributes({ … })`: name and version are the service, the rest stays. */
function readResource(migration: Migration, { module, node }: Site): readonly PropertyText[] | string {
  const made = bare(node);
  const callee = child(made, "callee");
  const path = callee && pathIn(migration, { module, node: callee }, "@opentelemetry/resources")?.join(".");
  const [attributes] = children(made, "arguments");
  if (path !== "resourceFromAttributes" || attributes?.type !== "ObjectExpression")
    return "its option `resource` is not `resourceFromAttributes({ … })`";
  const service: Partial<Record<"name" | "version", Node>> = {};
  const others: Replacement[] = [];
  for (const property of children(attributes, "properties")) {
    const key = child(property, "key");
    const known = serviceKeys[(key?.type === "Identifier" ? String(key["name"]) : keyOf(property)) ?? ""];
    if (known !== undefined) service[known] = child(property, "value")!;
    else others.push(others.length === 0 ? "" : ", ", property);
  }
  const named = serviceParts(service);
  if (named === undefined) return "its resource has a version and no name of the service";
  return others.length === 0 ? named : [...named, ["attributes", "{ ", ...others, " }"]];
}

function serviceParts({
  name,
  version,
}: Partial<Record<"name" | "version", Node>>): readonly PropertyText[] | undefined {
  if (version === undefined) return name === undefined ? [] : [["service", name]];
  return name && [["service", "{ name: ", name, ", version: ", version, " }"]];
}
