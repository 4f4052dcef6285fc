// Routes: of routers (`app.get("/x", …)`), of NestJS (decorators), of Next.js (files).
import { bare, child, children, isFunction, keyOf, literalText, type Node, textAt } from "../node.ts";
import { argumentsOf, type Project, type Site } from "../project.ts";
import type { SourceModule } from "../source-module.ts";
import { objectsOf, textsOf } from "../texts.ts";
import { option } from "../read-use.ts";
import { httpMethods, nestDecorators, routers } from "./libraries.ts";
import { type Caller, ownerOf, textWhenCalled } from "./call-text.ts";
import { nodeHttpRoutes } from "./node-http-routes.ts";
import { packageOf } from "./package-of.ts";
import type { InstrumentationPoint } from "./instrumentation-point.ts";

export function findRoutes(project: Project): readonly InstrumentationPoint[] {
  return project.modules.flatMap((module) => [
    ...module.calls.flatMap((node) => routesOf(project, { module, node })),
    ...module.calls.flatMap((node) => nodeHttpRoutes(project, { module, node })),
    ...module.nodes.flatMap((node) =>
      node.type === "Decorator" ? nestPlaces(project, { module, node }) : [],
    ),
    ...nextRoutes(module),
  ]);
}

function routesOf(project: Project, { module, node }: Site): readonly InstrumentationPoint[] {
  const callee = child(node, "callee");
  if (node.type !== "CallExpression" || callee?.type !== "MemberExpression") return [];
  const library = packageOf(project, { module, node: child(callee, "object")! });
  if (library === undefined || !routers.includes(library)) return [];
  const key = keyOf(callee);
  const [first, ...rest] = argumentsOf(node);
  if (first === undefined) return [];
  const handlers = rest.filter((one): one is Node => one !== undefined && isFunction(bare(one))).map(bare);
  const place = (name: string): InstrumentationPoint => ({
    kind: "route",
    name,
    library,
    module,
    node,
    handlers,
  });
  if (key === "route" && bare(first).type === "ObjectExpression")
    return [place(fastifyName(project, { module, node: first }))];
  const method = key === undefined ? child(callee, "property")! : undefined;
  if (key !== undefined && (!httpMethods.includes(key) || handlers.length === 0)) return [];
  return callsWith(project, module, [method, first]).map((caller) => {
    const text = (one: Node): string | undefined =>
      caller === undefined ? textsOf(project, { module, node: one }).known[0] : textWhenCalled(caller, one);
    const verb = method === undefined ? key : text(method);
    const routed = place(`${(verb ?? "?").toUpperCase()} ${text(first) ?? "?"}`);
    if (caller === undefined) return routed;
    // a route that a function of the project makes is where that function is called
    const { call } = caller;
    return { ...routed, module: call.module, node: argumentsOf(call.node)[0] ?? call.node };
  });
}

/** The calls of the function whose parameters the expressions depend on; only undefined when there are none. */
function callsWith(
  project: Project,
  module: SourceModule,
  expressions: readonly (Node | undefined)[],
): readonly (Caller | undefined)[] {
  for (const one of expressions) {
    const owner = one && ownerOf(module, one);
    const calls = owner === undefined ? [] : project.callsOf({ module, node: owner });
    if (calls.length > 0) return calls.map((call) => ({ project, module, owner: owner!, call }));
  }
  return [undefined];
}

/** `app.route({ method: "GET", url: "/x" })` of Fastify. */
function fastifyName(project: Project, site: Site): string {
  const objects = objectsOf(project, site);
  const text = (key: string): string => {
    const value = option(objects, key);
    return (value && textsOf(project, value).known[0]) ?? "?";
  };
  return `${text("method").toUpperCase()} ${text("url")}`;
}

function nestPlaces(project: Project, { module, node }: Site): readonly InstrumentationPoint[] {
  const expression = child(node, "expression")!;
  const callee = expression.type === "CallExpression" ? child(expression, "callee")! : expression;
  const name = textAt(callee, "name") ?? "";
  const kind = Object.hasOwn(nestDecorators, name) ? nestDecorators[name] : undefined;
  const method = module.parentOf(node);
  const handler = method?.type === "MethodDefinition" ? child(method, "value") : undefined;
  if (kind === undefined || method === undefined || handler === undefined) return [];
  if (!/^@nestjs\/|^nestjs-/.test(packageOf(project, { module, node: callee }) ?? "")) return [];
  const own = argumentText(project, { module, node: expression }, 0);
  const path = kind === "route" ? joinedPath(controllerPath(project, module, method), own) : "";
  const shown = kind === "route" ? `${name.toUpperCase()} ${path}` : own || (keyOf(method) ?? "");
  return [{ kind, name: shown, library: "@nestjs/common", module, node, handlers: [handler] }];
}

function joinedPath(...parts: readonly string[]): string {
  const segments = parts.flatMap((part) => part.split("/")).filter((part) => part !== "");
  return `/${segments.join("/")}`;
}

function controllerPath(project: Project, module: SourceModule, method: Node): string {
  const owner = module.parentOf(module.parentOf(method)!);
  for (const decorator of owner === undefined ? [] : children(owner, "decorators")) {
    const expression = child(decorator, "expression");
    if (expression?.type !== "CallExpression" || textAt(child(expression, "callee"), "name") !== "Controller")
      continue;
    const [first] = argumentsOf(expression);
    return (first && textsOf(project, { module, node: first }).known[0]) ?? "";
  }
  return "";
}

/** `app/orders/[id]/route.ts` exports `GET`; `pages/api/orders.ts` exports a handler. */
function nextRoutes(module: SourceModule): readonly InstrumentationPoint[] {
  const inApp = /(?:^|\/)app\/(?:(.*)\/)?route\.[cm]?[jt]sx?$/.exec(module.file);
  const inPages = /(?:^|\/)pages\/(api\/.*)\.[cm]?[jt]sx?$/.exec(module.file);
  if (inApp === null && inPages === null) return [];
  const segments = ((inApp ?? inPages)![1] ?? "")
    .split("/")
    .filter((part) => part !== "" && part !== "index" && !/^\(.*\)$/.test(part));
  const path = `/${segments.join("/")}`;
  return [...module.exports.keys()].flatMap((name): readonly InstrumentationPoint[] => {
    const method =
      inApp === null
        ? name === "default"
          ? "ALL"
          : undefined
        : httpMethods.includes(name.toLowerCase())
          ? name
          : undefined;
    if (method === undefined) return [];
    const exported = module.exports.get(name)!;
    const value =
      "value" in exported
        ? exported.value
        : "local" in exported
          ? module.resolve(exported.local, module.program)?.value
          : undefined;
    const node = value ?? module.program;
    return [
      {
        kind: "route",
        name: `${method} ${path}`,
        library: "next",
        module,
        node,
        handlers: isFunction(node) ? [node] : [],
      },
    ];
  });
}

/** The first text of an argument, for places that are named by one. */
export function argumentText(project: Project, { module, node }: Site, index: number | undefined): string {
  const argument = index === undefined ? undefined : argumentsOf(node)[index];
  if (argument === undefined) return "";
  return textsOf(project, { module, node: argument }).known[0] ?? literalText(bare(argument)) ?? "";
}
