// Routes of plain `node:http` servers: the paths that the request handler compares with `request.url`, or the handler where it compares none.
import { bare, child, children, isFunction, keyOf, literalText, type Node, textAt, walk } from "../node.ts";
import { argumentsOf, type Project, type Site } from "../project.ts";
import { valuesOf } from "../texts.ts";
import { packageOf } from "./package-of.ts";
import type { InstrumentationPoint } from "./instrumentation-point.ts";

const servers: ReadonlySet<string> = new Set(["node:http", "node:https", "node:http2", "http2"]);
const listeners: ReadonlySet<string> = new Set(["on", "once", "addListener"]);

/** The routes of `createServer(handler)` and `server.on("request", handler)`. */
export function nodeHttpRoutes(project: Project, site: Site): readonly InstrumentationPoint[] {
  const handler = handlerOf(project, site);
  if (handler === undefined) return [];
  const library = "node:http";
  const compared = [handler, ...calledIn(project, handler)].flatMap(({ module, node, via }) =>
    comparisonsIn(node).map(({ name, at, answer }): InstrumentationPoint => ({
      kind: "route",
      name,
      library,
      module,
      node: at,
      handlers: [answer],
      via,
    })),
  );
  if (compared.length > 0) return compared;
  const { module, node } = handler;
  return [
    {
      kind: "route",
      name: "ALL *",
      library,
      module: site.module,
      node: site.node,
      handlers: module === site.module ? [node] : [],
    },
  ];
}

interface Handler extends Site {
  /** The call by which the handler reaches this function. */
  readonly via?: Site | undefined;
}

function handlerOf(project: Project, { module, node }: Site): Handler | undefined {
  const callee = child(node, "callee");
  if (callee === undefined || !servers.has(packageOf(project, { module, node: callee }) ?? ""))
    return undefined;
  const inner = bare(callee);
  const called = inner.type === "MemberExpression" ? keyOf(inner) : textAt(inner, "name");
  const given = argumentsOf(node);
  const [first] = given;
  const isEvent = called !== undefined && listeners.has(called);
  if (
    isEvent
      ? first === undefined || literalText(bare(first)) !== "request"
      : called !== "createServer" && called !== "createSecureServer"
  )
    return undefined;
  const last = given.at(-1);
  return last === undefined ? undefined : functionOf(project, { module, node: last });
}

/** The function that an expression is or names. */
function functionOf(project: Project, { module, node }: Site): Site | undefined {
  const own = bare(node);
  if (isFunction(own)) return { module, node: own };
  const [value] = valuesOf(project, { module, node: own });
  if (value === undefined) return undefined;
  const named = bare(value.node);
  return isFunction(named) ? { module: value.module, node: named } : undefined;
}

/** Functions of the project that the handler calls by name, and passes the request to. */
function calledIn(project: Project, { module, node }: Site): readonly Handler[] {
  const request = textAt(children(node, "params")[0], "name");
  const called: Handler[] = [];
  walk(node, (one) => {
    const callee = one.type === "CallExpression" ? child(one, "callee") : undefined;
    if (callee?.type !== "Identifier") return;
    if (!argumentsOf(one).some((given) => given !== undefined && textAt(bare(given), "name") === request))
      return;
    const target = functionOf(project, { module, node: callee });
    if (target !== undefined && target.node !== node) called.push({ ...target, via: { module, node: one } });
  });
  return called;
}

interface Comparison {
  /** `GET /orders`, or `ALL /orders` where no method is compared beside it. */
  readonly name: string;
  readonly at: Node;
  /** What runs for the path. */
  readonly answer: Node;
}

/** Comparisons of the path, in the order of the source. */
function comparisonsIn(handler: Node): readonly Comparison[] {
  const found: Comparison[] = [];
  walk(handler, (node) => {
    if (node.type === "IfStatement" || node.type === "ConditionalExpression") {
      const test = child(node, "test")!;
      const method = textsCompared(test, isMethod)[0];
      const answer = child(node, "consequent")!;
      for (const path of textsCompared(test, isPath))
        found.push({ name: nameOf(path, method), at: test, answer });
    }
    if (node.type === "SwitchStatement" && readsPath(child(node, "discriminant")!))
      for (const one of children(node, "cases")) {
        const test = child(one, "test");
        const path = test && literalText(bare(test));
        if (path !== undefined && (isPath(path) || isNamed(path)))
          found.push({ name: nameOf(path, undefined), at: test!, answer: one });
      }
  });
  return found;
}

/** `GET /orders`, as some compare both at once. */
const isNamed = (text: string): boolean => /^[A-Z]+ \//.test(text);
const isPath = (text: string): boolean => text.startsWith("/");
const isMethod = (text: string): boolean => /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|QUERY)$/.test(text);

function nameOf(path: string, method: string | undefined): string {
  return isNamed(path) ? path : `${method ?? "ALL"} ${path}`;
}

/** Whether an expression reads the path of a request: `request.url`, `url.pathname`, `path`. */
function readsPath(node: Node): boolean {
  let reads = false;
  walk(node, (one) => {
    const name = one.type === "MemberExpression" ? keyOf(one) : textAt(one, "name");
    if (name !== undefined && /^(?:url|pathname|path|route)$/i.test(name)) reads = true;
  });
  return reads;
}

/** Texts that a condition compares with `===` or `startsWith`, which pass `is`. */
function textsCompared(test: Node, is: (text: string) => boolean): readonly string[] {
  const texts: string[] = [];
  const add = (literal: Node | undefined, other: Node | undefined): void => {
    const text = literal && literalText(bare(literal));
    if (text === undefined || other === undefined) return;
    if (is === isPath ? (is(text) || isNamed(text)) && readsPath(other) : is(text)) texts.push(text);
  };
  walk(test, (one) => {
    if (one.type === "BinaryExpression" && /^===?$/.test(String(one["operator"]))) {
      add(child(one, "right"), child(one, "left"));
      add(child(one, "left"), child(one, "right"));
    }
    const callee = one.type === "CallExpression" ? child(one, "callee") : undefined;
    if (callee?.type === "MemberExpression" && keyOf(callee) === "startsWith")
      add(argumentsOf(one)[0], child(callee, "object"));
  });
  return texts;
}
