// What an expression stands for, as far as telemetry is concerned: through imports of any form, through what calls return, and through
// parameters of callbacks.
import { type Call, type Handle, libraryCall, methodCalls } from "catalog/calls";
import { bare, child, children, keyOf, type Node } from "./node.ts";
import { argumentsOf, type Origin, type Project, type Site } from "./project.ts";
import { addAttributes, readUse } from "./read-use.ts";
import { fallbackNameOf } from "./fallback-name.ts";
import { requiredModule } from "./source-module.ts";
import type { Use } from "./use.ts";

/** What an expression stands for, as far as telemetry is concerned. */
export type Meaning =
  /** A part of a package: `path` is `[]` for all of it. */
  | { readonly is: "package"; readonly package: string; readonly path: readonly string[] }
  | HandleMeaning
  | { readonly is: "catalog"; readonly method?: string };

/** What a call returned or passed to its callback, or a method of that. */
interface HandleMeaning {
  readonly is: "handle";
  readonly handle: Handle;
  /** The call that made it; undefined for a tracer, a meter and a logger. */
  readonly use: Use | undefined;
  readonly method?: string;
}

/** What is found while expressions are read. */
export interface Reading {
  readonly project: Project;
  readonly uses: Use[];
  /** What calls pass to their callbacks. */
  readonly passed: Map<Node, HandleMeaning>;
  readonly meanings: Map<Node, Meaning | undefined>;
}

export function createReading(project: Project): Reading {
  return { project, uses: [], passed: new Map(), meanings: new Map() };
}

/** What the expression at `site` stands for. Emitting calls in it become uses of `reading`, each once. */
export function meaningOf(reading: Reading, site: Site): Meaning | undefined {
  const node = bare(site.node);
  if (reading.meanings.has(node)) return reading.meanings.get(node);
  // what refers to itself has no meaning
  reading.meanings.set(node, undefined);
  const meaning = read(reading, { module: site.module, node });
  reading.meanings.set(node, meaning);
  return meaning;
}

function read(reading: Reading, site: Site): Meaning | undefined {
  const { module, node } = site;
  switch (node.type) {
    case "Identifier":
      return ofOrigin(reading, reading.project.originOf(String(node["name"]), site));
    case "MemberExpression":
      return ofMember(reading, site);
    case "CallExpression":
    case "ImportExpression": {
      const required = requiredModule(node);
      if (required !== undefined) {
        const origin = reading.project.exportOf(required, "*", module);
        return ofOrigin(reading, origin);
      }
      return node.type === "CallExpression" ? ofCall(reading, site) : undefined;
    }
    default:
      return undefined;
  }
}

function ofOrigin(reading: Reading, origin: Origin | undefined): Meaning | undefined {
  switch (origin?.is) {
    case "package":
      return packageMeaning(
        origin.package,
        origin.name === "*" || origin.name === "default" ? [] : [origin.name],
      );
    case "value":
      return meaningOf(reading, origin.site);
    case "binding":
      return ofBinding(reading, origin);
    default:
      return undefined;
  }
}

function ofBinding(reading: Reading, { module, binding }: Origin & { is: "binding" }): Meaning | undefined {
  let meaning: Meaning | undefined;
  if (binding.kind === "parameter")
    meaning = ofParameter(reading, { module, node: binding.owner! }, binding.index ?? 0);
  else if (binding.kind === "variable" && binding.value !== undefined)
    meaning = meaningOf(reading, { module, node: binding.value });
  for (const key of binding.keys) meaning = meaning && key !== undefined ? memberOf(meaning, key) : undefined;
  return meaning;
}

/** The parameter of a callback is what the call made; that of another function what its callers pass. */
function ofParameter(reading: Reading, owner: Site, index: number): Meaning | undefined {
  const call = owner.module.parentOf(owner.node);
  if (index === 0 && call?.type === "CallExpression" && child(call, "callee") !== owner.node) {
    meaningOf(reading, { module: owner.module, node: call });
    const passed = reading.passed.get(call);
    if (passed !== undefined) return passed;
  }
  for (const { module, node } of reading.project.callsOf(owner)) {
    const argument = argumentsOf(node)[index];
    const meaning = argument && meaningOf(reading, { module, node: argument });
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

function ofMember(reading: Reading, { module, node }: Site): Meaning | undefined {
  const key = keyOf(node);
  const object = child(node, "object");
  if (key === undefined || object === undefined) return undefined;
  if (object.type === "ThisExpression") return ofField(reading, { module, node }, key);
  const name = object.type === "Identifier" ? String(object["name"]) : undefined;
  const origin = name === undefined ? undefined : reading.project.originOf(name, { module, node: object });
  if (origin?.is === "module") return ofOrigin(reading, reading.project.memberOf(origin.module, key));
  const owner = meaningOf(reading, { module, node: object });
  if (owner !== undefined) return memberOf(owner, key);
  return ofConstantMember(reading, { module, node: object }, key);
}

/** `metrics.orders` of `const metrics = { orders: counter("…") }`. */
function ofConstantMember(reading: Reading, { module, node }: Site, key: string): Meaning | undefined {
  const inner = bare(node);
  if (inner.type !== "Identifier") return undefined;
  const origin = reading.project.originOf(String(inner["name"]), { module, node: inner });
  const value =
    origin?.is === "binding" && origin.binding.keys.length === 0 ? origin.binding.value : undefined;
  const object = value && bare(value);
  if (origin?.is !== "binding" || object?.type !== "ObjectExpression") return undefined;
  const property = children(object, "properties").find((one) => keyOf(one) === key);
  const found = property && child(property, "value");
  return found && meaningOf(reading, { module: origin.module, node: found });
}

/** `this.orders`: the field's initializer, or what the constructor assigns. */
function ofField(reading: Reading, { module, node }: Site, key: string): Meaning | undefined {
  let owner: Node | undefined = node;
  while (owner !== undefined && owner.type !== "ClassBody") owner = module.parentOf(owner);
  const members = owner === undefined ? [] : children(owner, "body");
  const field = members.find((one) => one.type === "PropertyDefinition" && keyOf(one) === key);
  const value = field && child(field, "value");
  if (value !== undefined) return meaningOf(reading, { module, node: value });
  const assigned = assignedInConstructor(members, key);
  return assigned && meaningOf(reading, { module, node: assigned });
}

/** The value of `this.key = value` in the constructor. */
function assignedInConstructor(members: readonly Node[], key: string): Node | undefined {
  const made = members.find((one) => one["kind"] === "constructor");
  const body = made && child(child(made, "value")!, "body");
  for (const statement of body === undefined ? [] : children(body, "body")) {
    const assignment = child(statement, "expression");
    const left = assignment?.type === "AssignmentExpression" ? child(assignment, "left") : undefined;
    if (
      left?.type === "MemberExpression" &&
      child(left, "object")?.type === "ThisExpression" &&
      keyOf(left) === key
    )
      return child(assignment!, "right");
  }
  return undefined;
}

function memberOf(owner: Meaning, key: string): Meaning | undefined {
  if (owner.is === "package") return packageMeaning(owner.package, [...owner.path, key]);
  return owner.method === undefined ? { ...owner, method: key } : undefined;
}

/** Makes the call at `site` a use. */
export function addUse(reading: Reading, site: Site, name: string, call: Call, fallbackName?: string): Use {
  const use = readUse(reading.project, site, name, call, fallbackName);
  reading.uses.push(use);
  return use;
}

function ofCall(reading: Reading, site: Site): Meaning | undefined {
  const callee = meaningOf(reading, { module: site.module, node: child(site.node, "callee")! });
  if (callee?.is === "package") return ofPackageCall(reading, site, callee);
  if (callee?.is === "handle") return ofHandleCall(reading, site, callee);
  return callee?.method === "api" ? packageMeaning("telltale", []) : undefined;
}

function ofPackageCall(
  reading: Reading,
  site: Site,
  { package: from, path }: Meaning & { is: "package" },
): Meaning | undefined {
  const name = path.join(".");
  if (from === "telltale/catalog") return name === "defineCatalog" ? { is: "catalog" } : undefined;
  if (from !== "telltale") return openTelemetryPart(from, name);
  const call = libraryCall(name);
  if (call === undefined) return undefined;
  return resultOf(reading, site, call, addUse(reading, site, name, call, fallbackNameOf(site, call)));
}

function ofHandleCall(reading: Reading, site: Site, callee: HandleMeaning): Meaning | undefined {
  const { use, handle, method } = callee;
  const path = method === undefined ? handle : `${handle}.${method}`;
  const call = methodCalls[path];
  if (call === undefined) return undefined;
  if (call.kind === "attribute" || call.kind === "measurement") {
    if (use !== undefined) addAttributes(reading.project, site, call, use);
    return resultOf(reading, site, call, use);
  }
  const added = addUse(reading, site, path[0]!.toLowerCase() + path.slice(1), call);
  // a method that returns its object
  return resultOf(reading, site, call, call.returns === handle ? use : added);
}

/** What `call` returns. What it passes to its callback is kept for the parameter. */
function resultOf(reading: Reading, site: Site, call: Call, use: Use | undefined): Meaning | undefined {
  const { passes, returns } = call;
  if (passes !== undefined) reading.passed.set(site.node, { is: "handle", handle: passes, use });
  if (returns === "Log") return packageMeaning("telltale", ["log"]);
  return returns && { is: "handle", handle: returns, use };
}

function packageMeaning(from: string, path: readonly string[]): Meaning {
  // `import telltale from`, and what bundlers make of it
  const inner = path[0] === "default" ? path.slice(1) : path;
  return { is: "package", package: from, path: inner };
}

/** `trace.getTracer()`, `metrics.getMeter()`, `logs.getLogger()` of OpenTelemetry's API, and of its providers. */
function openTelemetryPart(from: string, call: string): Meaning | undefined {
  if (!from.startsWith("@opentelemetry/")) return undefined;
  const parts = { getTracer: "Tracer", getMeter: "Meter", getLogger: "Logger" } as const;
  const last = call.slice(call.lastIndexOf(".") + 1);
  if (!Object.hasOwn(parts, last)) return undefined;
  return { is: "handle", handle: parts[last as keyof typeof parts], use: undefined };
}
