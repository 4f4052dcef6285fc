// Finds every call that emits telemetry: through imports of any form, through what calls return, and through parameters of callbacks.
import { type ApiCall, handleCallbacks, methodCalls, openTelemetryCalls, telltaleCalls } from "./api-calls.ts";
import { bare, child, children, isFunction, keyOf, type Node, textAt } from "./node.ts";
import { argumentsOf, type Origin, type Project, type Site } from "./project.ts";
import { addAttributes, readUse } from "./read-use.ts";
import { requiredModule } from "./source-module.ts";
import type { Use } from "./use.ts";

/** What an expression stands for, as far as telemetry is concerned. */
type Meaning =
  /** A part of a package: `path` is `[]` for all of it. */
  | { readonly is: "package"; readonly package: string; readonly path: readonly string[] }
  /** What a call returned. */
  | { readonly is: "handle"; readonly use: Use; readonly facet: "whole" | "stopwatch" | "method"; readonly method?: string }
  | { readonly is: "tracer" | "meter" | "logger" | "catalog"; readonly method?: string };

/** All uses in the project, in the order of files and positions. */
export function findUses(project: Project): readonly Use[] {
  const uses: Use[] = [];
  const meanings = new Map<Node, Meaning | undefined>();

  function meaningOf(site: Site): Meaning | undefined {
    const node = bare(site.node);
    if (meanings.has(node)) return meanings.get(node);
    // what refers to itself has no meaning
    meanings.set(node, undefined);
    const meaning = read({ module: site.module, node });
    meanings.set(node, meaning);
    return meaning;
  }

  function read(site: Site): Meaning | undefined {
    const { module, node } = site;
    switch (node.type) {
      case "Identifier":
        return ofOrigin(project.originOf(String(node["name"]), site));
      case "MemberExpression":
        return ofMember(site);
      case "CallExpression":
      case "ImportExpression": {
        const required = requiredModule(node);
        if (required !== undefined) {
          const origin = project.exportOf(required, "*", module);
          return ofOrigin(origin);
        }
        return node.type === "CallExpression" ? ofCall(site) : undefined;
      }
      default:
        return undefined;
    }
  }

  function ofOrigin(origin: Origin | undefined): Meaning | undefined {
    switch (origin?.is) {
      case "package":
        return packageMeaning(origin.package, origin.name === "*" || origin.name === "default" ? [] : [origin.name]);
      case "value":
        return meaningOf(origin.site);
      case "binding":
        return ofBinding(origin);
      default:
        return undefined;
    }
  }

  function ofBinding({ module, binding }: Origin & { is: "binding" }): Meaning | undefined {
    let meaning: Meaning | undefined;
    if (binding.kind === "parameter") meaning = ofParameter({ module, node: binding.owner! }, binding.index ?? 0);
    else if (binding.kind === "variable" && binding.value !== undefined)
      meaning = meaningOf({ module, node: binding.value });
    for (const key of binding.keys) meaning = meaning && key !== undefined ? memberOf(meaning, key) : undefined;
    return meaning;
  }

  /** The parameter of a callback is what the call made; that of another function what its callers pass. */
  function ofParameter(owner: Site, index: number): Meaning | undefined {
    const call = owner.module.parentOf(owner.node);
    if (index === 0 && call?.type === "CallExpression" && child(call, "callee") !== owner.node) {
      const made = meaningOf({ module: owner.module, node: call });
      const use = useOfCall.get(call) ?? (made?.is === "handle" ? made.use : undefined);
      if (use !== undefined && handleCallbacks.has(use.kind)) return { is: "handle", use, facet: "whole" };
    }
    for (const { module, node } of project.callsOf(owner)) {
      const argument = argumentsOf(node)[index];
      const meaning = argument && meaningOf({ module, node: argument });
      if (meaning !== undefined) return meaning;
    }
    return undefined;
  }

  function ofMember({ module, node }: Site): Meaning | undefined {
    const key = keyOf(node);
    const object = child(node, "object");
    if (key === undefined || object === undefined) return undefined;
    if (object.type === "ThisExpression") return ofField({ module, node }, key);
    const name = object.type === "Identifier" ? String(object["name"]) : undefined;
    const origin = name === undefined ? undefined : project.originOf(name, { module, node: object });
    if (origin?.is === "module") return ofOrigin(project.memberOf(origin.module, key));
    const owner = meaningOf({ module, node: object });
    if (owner !== undefined) return memberOf(owner, key);
    return ofConstantMember({ module, node: object }, key);
  }

  /** `metrics.orders` of `const metrics = { orders: counter("…") }`. */
  function ofConstantMember({ module, node }: Site, key: string): Meaning | undefined {
    const inner = bare(node);
    if (inner.type !== "Identifier") return undefined;
    const origin = project.originOf(String(inner["name"]), { module, node: inner });
    const value = origin?.is === "binding" && origin.binding.keys.length === 0 ? origin.binding.value : undefined;
    const object = value && bare(value);
    if (origin?.is !== "binding" || object?.type !== "ObjectExpression") return undefined;
    const property = children(object, "properties").find((one) => keyOf(one) === key);
    const found = property && child(property, "value");
    return found && meaningOf({ module: origin.module, node: found });
  }

  /** `this.orders`: the field's initializer, or what the constructor assigns. */
  function ofField({ module, node }: Site, key: string): Meaning | undefined {
    let owner: Node | undefined = node;
    while (owner !== undefined && owner.type !== "ClassBody") owner = module.parentOf(owner);
    const members = owner === undefined ? [] : children(owner, "body");
    const field = members.find((one) => one.type === "PropertyDefinition" && keyOf(one) === key);
    const value = field && child(field, "value");
    if (value !== undefined) return meaningOf({ module, node: value });
    const made = members.find((one) => one["kind"] === "constructor");
    const body = made && child(child(made, "value")!, "body");
    for (const statement of body === undefined ? [] : children(body, "body")) {
      const assignment = child(statement, "expression");
      const left = assignment?.type === "AssignmentExpression" ? child(assignment, "left") : undefined;
      if (left?.type === "MemberExpression" && child(left, "object")?.type === "ThisExpression" && keyOf(left) === key)
        return meaningOf({ module, node: child(assignment!, "right")! });
    }
    return undefined;
  }

  function memberOf(owner: Meaning, key: string): Meaning | undefined {
    if (owner.is === "package") return packageMeaning(owner.package, [...owner.path, key]);
    if (owner.is !== "handle") return { is: owner.is, method: key };
    return owner.facet === "whole" ? { ...owner, facet: "method", method: key } : undefined;
  }

  const useOfCall = new Map<Node, Use>();

  function add(site: Site, call: string, api: ApiCall, fallbackName?: string): Meaning {
    const use = readUse(project, site, call, api, fallbackName);
    uses.push(use);
    useOfCall.set(site.node, use);
    return { is: "handle", use, facet: "whole" };
  }

  function ofCall(site: Site): Meaning | undefined {
    const callee = meaningOf({ module: site.module, node: child(site.node, "callee")! });
    if (callee === undefined) return undefined;
    if (callee.is === "package") return ofPackageCall(site, callee);
    if (callee.is === "handle") return ofHandleCall(site, callee);
    if (callee.method === undefined) return undefined;
    if (callee.is === "catalog") return callee.method === "api" ? packageMeaning("telltale", []) : undefined;
    const call = `${callee.is}.${callee.method}`;
    const api = openTelemetryCalls[call];
    return api && add(site, call, api);
  }

  function ofPackageCall(site: Site, { package: from, path }: Meaning & { is: "package" }): Meaning | undefined {
    const call = path.join(".");
    if (from === "telltale/catalog") return call === "defineCatalog" ? { is: "catalog" } : undefined;
    if (from !== "telltale") return openTelemetryPart(from, call);
    const api = telltaleCalls[call];
    if (api === undefined) return undefined;
    const made = add(site, call, api, fallbackNameOf(site, call));
    return call === "log.with" ? packageMeaning("telltale", ["log"]) : made;
  }

  function ofHandleCall(site: Site, { use, facet, method }: Meaning & { is: "handle" }): Meaning | undefined {
    if (facet === "stopwatch") {
      addAttributes(project, site, { kind: "attribute", attributes: 0 }, use);
      return undefined;
    }
    if (facet === "whole" || method === undefined) return undefined;
    if (use.metric === "timer" && method === "start") return { is: "handle", use, facet: "stopwatch" };
    const api = methodCalls[use.kind]?.[method];
    if (api === undefined) return undefined;
    if (api.kind !== "attribute") return add(site, `span.${method}`, api);
    addAttributes(project, site, api, use);
    return { is: "handle", use, facet: "whole" };
  }

  for (const module of project.modules) {
    for (const node of module.calls) if (node.type === "CallExpression") meaningOf({ module, node });
    // a decorator without arguments is no call
    for (const node of module.nodes) {
      const expression = node.type === "Decorator" ? child(node, "expression") : undefined;
      if (expression === undefined || expression.type === "CallExpression") continue;
      const meaning = meaningOf({ module, node: expression });
      const call = meaning?.is === "package" && meaning.package === "telltale" ? meaning.path.join(".") : "";
      const api = telltaleCalls[call];
      if (api !== undefined) add({ module, node }, call, api, fallbackNameOf({ module, node }, call));
    }
  }
  const order = new Map(project.modules.map(({ file }, index) => [file, index]));
  return uses.toSorted(
    ({ location: a }, { location: b }) =>
      order.get(a.file)! - order.get(b.file)! || a.line - b.line || a.column - b.column,
  );
}

function packageMeaning(from: string, path: readonly string[]): Meaning {
  // `import telltale from`, and what bundlers make of it
  const inner = path[0] === "default" ? path.slice(1) : path;
  return { is: "package", package: from, path: inner };
}

/** `trace.getTracer()`, `metrics.getMeter()`, `logs.getLogger()` of OpenTelemetry's API, and of its providers. */
function openTelemetryPart(from: string, call: string): Meaning | undefined {
  if (!from.startsWith("@opentelemetry/")) return undefined;
  const parts = { getTracer: "tracer", getMeter: "meter", getLogger: "logger" } as const;
  const last = call.slice(call.lastIndexOf(".") + 1);
  return Object.hasOwn(parts, last) ? { is: parts[last as keyof typeof parts] } : undefined;
}

const suffixes: Readonly<Record<string, string>> = {
  countCalls: ".calls",
  counted: ".calls",
  timeMethod: ".duration",
  timed: ".duration",
};

/** The name that the library gives a method or function without one: `Class.method`, the function's name. */
function fallbackNameOf({ module, node }: Site, call: string): string | undefined {
  const decorator = node.type === "Decorator" ? node : module.parentOf(node);
  let base: string | undefined;
  if (decorator?.type === "Decorator") {
    const method = module.parentOf(decorator);
    if (method?.type !== "MethodDefinition") return undefined;
    const owner = module.parentOf(module.parentOf(method)!);
    const name = owner && textAt(child(owner, "id"), "name");
    const key = keyOf(method);
    base = name === undefined || key === undefined ? undefined : `${name}.${key}`;
  } else {
    const [fn] = argumentsOf(node);
    const inner = fn && bare(fn);
    base = inner && (isFunction(inner) ? textAt(child(inner, "id"), "name") : textAt(inner, "name"));
  }
  return base === undefined ? undefined : base + (suffixes[call] ?? "");
}
