// Finds the places of an application that telemetry should show.
import { bare, child, children, isFunction, keyOf, type Node, textAt, walk } from "../node.ts";
import { argumentsOf, type Project, type Site } from "../project.ts";
import type { SourceModule } from "../source-module.ts";
import { libraryCalls } from "./libraries.ts";
import { packageOf } from "./package-of.ts";
import type { InstrumentationPoint } from "./instrumentation-point.ts";
import { argumentText, findRoutes } from "./routes.ts";

/** All places, in the order of files and positions. */
export function findPoints(project: Project): readonly InstrumentationPoint[] {
  const routes = findRoutes(project);
  const others = project.modules.flatMap((module) => [
    ...module.calls.flatMap((node) => libraryPlace(project, { module, node })),
    ...module.calls.flatMap((node) => builtInPlace({ module, node })),
    ...module.nodes.flatMap((node) => caughtError({ module, node })),
    ...businessFunctions(module),
  ]);
  const order = new Map(project.modules.map(({ file }, index) => [file, index]));
  return [...routes, ...others].toSorted(
    (a, b) => order.get(a.module.file)! - order.get(b.module.file)! || a.node.start - b.node.start,
  );
}

function libraryPlace(project: Project, { module, node }: Site): readonly InstrumentationPoint[] {
  const callee = child(node, "callee")!;
  const inner = bare(callee);
  const called = inner.type === "MemberExpression" ? keyOf(inner) : textAt(inner, "name");
  const library = packageOf(project, { module, node: callee });
  if (called === undefined || library === undefined) return [];
  const isNew = node.type === "NewExpression";
  const call = libraryCalls.find(
    (one) =>
      one.packages.includes(library) &&
      (one.isNew === true) === isNew &&
      (one.methods.includes(called) || (inner.type === "Identifier" && one.methods.includes("default"))),
  );
  if (call === undefined) return [];
  const handlers = argumentsOf(node).flatMap((one) =>
    one !== undefined && isFunction(bare(one)) ? [bare(one)] : [],
  );
  const name = argumentText(project, { module, node }, call.name);
  return [{ kind: call.kind, name: name === "" ? called : name, library, module, node, handlers }];
}

/** `fetch` of the platform, and timers at the top level of a module. */
function builtInPlace({ module, node }: Site): readonly InstrumentationPoint[] {
  const name = textAt(child(node, "callee"), "name");
  if (name === undefined || module.resolve(name, node) !== undefined) return [];
  if (name === "fetch")
    return [{ kind: "outgoing call", name, library: "fetch", module, node, handlers: [] }];
  if (name !== "setInterval" || enclosingFunction(module, node) !== undefined) return [];
  const handlers = argumentsOf(node).flatMap((one) =>
    one !== undefined && isFunction(bare(one)) ? [bare(one)] : [],
  );
  return [{ kind: "job", name, module, node, handlers }];
}

/** A `catch` that keeps an error to itself. One that throws goes on elsewhere. */
function caughtError({ module, node }: Site): readonly InstrumentationPoint[] {
  if (node.type !== "CatchClause") return [];
  const body = child(node, "body")!;
  let passesOn = false;
  walk(body, (one) => {
    if (one.type === "ThrowStatement") passesOn = true;
  });
  if (passesOn) return [];
  const owner = enclosingFunction(module, node);
  return [
    {
      kind: "caught error",
      name: (owner && functionName(module, owner)) ?? "",
      module,
      node,
      handlers: [body],
    },
  ];
}

/** Exported asynchronous functions: what other parts of the application ask this one to do. */
function businessFunctions(module: SourceModule): readonly InstrumentationPoint[] {
  if (/\.[jt]sx$/.test(module.file)) return [];
  return [...module.exports].flatMap(([name, exported]): readonly InstrumentationPoint[] => {
    const value =
      "value" in exported
        ? exported.value
        : "local" in exported
          ? module.resolve(exported.local, module.program)?.value
          : undefined;
    const node = value && bare(value);
    if (!isFunction(node) || node["async"] !== true) return [];
    const body = child(node, "body");
    const isTrivial = body?.type === "BlockStatement" && children(body, "body").length < 2;
    return isTrivial
      ? []
      : [
          {
            kind: "business function",
            name: exported !== undefined && "local" in exported ? exported.local : name,
            module,
            node,
            handlers: [node],
          },
        ];
  });
}

function enclosingFunction(module: SourceModule, node: Node): Node | undefined {
  let at = module.parentOf(node);
  while (at !== undefined && !isFunction(at)) at = module.parentOf(at);
  return at;
}

/** The name of a function, method or the variable that it is in. */
function functionName(module: SourceModule, node: Node): string | undefined {
  const own = textAt(child(node, "id"), "name");
  if (own !== undefined) return own;
  const parent = module.parentOf(node);
  if (parent?.type === "VariableDeclarator") return textAt(child(parent, "id"), "name");
  return parent?.type === "MethodDefinition" || parent?.type === "Property" ? keyOf(parent) : undefined;
}
