// Whether an expression is a registry of prom-client, or an object, list or function that gives one: through names, imports, parameters
// of the project's functions, and fields.
import { packageOf } from "../../code/application/package-of.ts";
import { bare, child, children, isFunction, keyOf, type Node, textAt } from "../../code/node.ts";
import { argumentsOf, type Origin, type Site } from "../../code/project.ts";
import type { Binding } from "../../code/source-module.ts";
import { type Migration, pathIn } from "../migration.ts";

/** Methods of a registry that return what it has. */
export const readers =
  /^(?:metrics|getMetricsAsJSON|getMetricsAsArray|getSingleMetric|getSingleMetricAsString|clusterMetrics)$/;

/** Keys from an expression to a value in it; undefined is a key that is not known. */
type Keys = readonly (string | undefined)[];

const maxKeys = 4;

interface Search {
  readonly migration: Migration;
  /** What was read, with the keys: it holds none, or is being read. */
  readonly seen: Map<Node, Set<string>>;
}

/** Tells of an expression whether it holds a registry. What was found to hold none is not read again. */
export function createRegistrySearch(migration: Migration): (site: Site) => boolean {
  const search: Search = { migration, seen: new Map() };
  return (site) => holds(search, site, []);
}

function holds(search: Search, outer: Site, keys: Keys): boolean {
  const { module } = outer;
  const node = bare(outer.node);
  const site = { module, node };
  const read = search.seen.get(node) ?? new Set();
  const mark = JSON.stringify(keys);
  if (read.has(mark) || keys.length > maxKeys) return false;
  search.seen.set(node, read.add(mark));
  const path = pathIn(search.migration, site, "prom-client");
  if (path !== undefined) return isRegistryPath([...path, ...keys]);
  return makesRegistry(search, site)
    ? isRegistryPath(["register", ...keys])
    : holdsInside(search, site, keys);
}

/** `new Registry()` and `Registry.merge([…])`. */
function makesRegistry(search: Search, { module, node }: Site): boolean {
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return false;
  const path = pathIn(search.migration, { module, node: child(node, "callee")! }, "prom-client") ?? [];
  return path.at(node.type === "NewExpression" ? -1 : -2)?.endsWith("Registry") === true;
}

function holdsInside(search: Search, { module, node }: Site, keys: Keys): boolean {
  const at = (key: string, inner: Keys = keys): boolean => {
    const found = child(node, key);
    return found !== undefined && holds(search, { module, node: found }, inner);
  };
  const some = (nodes: readonly Node[], inner: Keys): boolean =>
    nodes.some((one) => holds(search, { module, node: one }, inner));
  switch (node.type) {
    case "Identifier":
      return ofOrigin(
        search,
        search.migration.project.originOf(String(node["name"]), { module, node }),
        keys,
      );
    case "MemberExpression":
      return child(node, "object")!.type === "ThisExpression"
        ? some(fieldValues({ module, node }), keys)
        : at("object", [keyOf(node), ...keys]);
    case "ObjectExpression":
      return children(node, "properties").some((one) =>
        one.type === "SpreadElement"
          ? some([child(one, "argument")!], keys)
          : isKey(keyOf(one), keys) && some([child(one, "value")!], keys.slice(1)),
      );
    case "ArrayExpression":
      return some(children(node, "elements"), keys.slice(1));
    case "SpreadElement":
      return at("argument");
    case "ConditionalExpression":
      return at("consequent") || at("alternate");
    case "LogicalExpression":
      return at("left") || at("right");
    case "CallExpression":
      return holdsResult(search, { module, node }, keys);
    default:
      return isFunction(node) && some(resultsOf(node), keys);
  }
}

/** What a function of the project returns, and `registry.metrics.bind(registry)`. */
function holdsResult(search: Search, { module, node }: Site, keys: Keys): boolean {
  const callee = bare(child(node, "callee")!);
  if (callee.type === "MemberExpression" && keyOf(callee) === "bind")
    return holds(search, { module, node: child(callee, "object")! }, keys);
  return callee.type === "Identifier" && holds(search, { module, node: callee }, keys);
}

function ofOrigin(search: Search, origin: Origin | undefined, keys: Keys): boolean {
  if (origin?.is === "value") return holds(search, origin.site, keys);
  if (origin?.is === "binding") return ofBinding(search, origin.module, origin.binding, keys);
  if (origin?.is !== "module") return false;
  return [...origin.module.exports.keys()].some(
    (name) =>
      isKey(name, keys) &&
      ofOrigin(search, search.migration.project.memberOf(origin.module, name), keys.slice(1)),
  );
}

function ofBinding(search: Search, module: Site["module"], binding: Binding, outer: Keys): boolean {
  const keys = [...binding.keys, ...outer];
  if (binding.annotation !== undefined && isRegistryType(search, { module, node: binding.annotation }))
    return isRegistryPath(["register", ...keys]);
  if (binding.value !== undefined) return holds(search, { module, node: binding.value }, keys);
  if (binding.kind !== "parameter" || binding.owner === undefined) return false;
  return search.migration.project.callsOf({ module, node: binding.owner }).some((call) => {
    const given = argumentsOf(call.node)[binding.index ?? 0];
    return given !== undefined && holds(search, { module: call.module, node: given }, keys);
  });
}

function isRegistryType(search: Search, { module, node }: Site): boolean {
  const named = child(node, "typeName");
  const name = textAt(named, "name") ?? textAt(child(named ?? node, "right"), "name") ?? "";
  const left = named?.type === "TSQualifiedName" ? child(named, "left") : named;
  return (
    name.endsWith("Registry") &&
    left !== undefined &&
    packageOf(search.migration.project, { module, node: left }) === "prom-client"
  );
}

/** Whether a key may be the first of `keys`; without keys, all of an object is meant. */
const isKey = (key: string | undefined, [first]: Keys): boolean =>
  first === undefined || key === undefined || key === first;

/** The package as a whole, its registry, or a method that reads it. */
const isRegistryPath = ([name, method, ...others]: Keys): boolean =>
  name === undefined ||
  (/^(?:register|globalRegistry)$/.test(name) &&
    others.length === 0 &&
    (method === undefined || readers.test(method)));

/** Values of `this.registry`: what the module assigns to a field of that name. */
function fieldValues({ module, node }: Site): readonly Node[] {
  const key = keyOf(node);
  return module.nodes.flatMap((one) => {
    const left = one.type === "AssignmentExpression" ? child(one, "left") : undefined;
    const isAssigned =
      left?.type === "MemberExpression" &&
      child(left, "object")?.type === "ThisExpression" &&
      keyOf(left) === key;
    const value = isAssigned
      ? child(one, "right")
      : one.type === "PropertyDefinition" && keyOf(one) === key
        ? child(one, "value")
        : undefined;
    return value ?? [];
  });
}

/** What a function returns at the end of its own statements. */
function resultsOf(fn: Node): readonly Node[] {
  const body = child(fn, "body");
  if (body?.type !== "BlockStatement") return body === undefined ? [] : [body];
  return children(body, "body").flatMap((one) =>
    one.type === "ReturnStatement" ? (child(one, "argument") ?? []) : [],
  );
}
