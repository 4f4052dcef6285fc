// The route that serves `register.metrics()`: in Express `prometheusHandler()` serves the metrics of the library instead, in Fastify the
// result of `scrape()` is sent, so that the application's hooks see the answer as before.
import { bare, child, children, isFunction, keyOf, type Node, walk } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { packageOf } from "../../code/application/package-of.ts";
import { type Draft, enclosingFunction, type Migration, pathIn } from "../migration.ts";
import { placeholder } from "../names.ts";
import { readers } from "./held-registry.ts";
import { otherReader, otherUse } from "./other-use.ts";
import { passedRegistry } from "./passed-registry.ts";
import { registryModules } from "./registry-modules.ts";

const guide = "migrate-prom-client.md#the-metrics-endpoint";

/** A call of `register.metrics()`, and the route that it is in. */
interface Endpoint {
  readonly draft: Draft;
  readonly node: Node;
  readonly route: Node | undefined;
  readonly framework: Framework;
}

type Framework = "express" | "fastify";

/**
 * Converts the routes when no file uses prom-client for anything else. Returns what serves or sends the metrics of a registry and stays;
 * undefined when there is none.
 */
export function convertEndpoints(migration: Migration): string | undefined {
  const found = [...migration.drafts.values()].flatMap((draft) => endpointsIn(migration, draft));
  const other = found.length === 0 ? undefined : otherUse(migration, found);
  for (const { draft, node, route, framework } of found) {
    const leave = (reason: string): void =>
      migration.leave({ module: draft.module, node }, "register.metrics", reason, guide);
    if (route === undefined)
      leave(
        "it is not a route of Express or Fastify that only serves metrics: use `prometheusHandler()` or `scrape()`",
      );
    else if (other !== undefined)
      leave(`${other}: when nothing else uses prom-client, run the command again`);
    else {
      draft.changed++;
      draft.edits.replace(
        route,
        framework === "express"
          ? `${placeholder("prometheusHandler")}()`
          : fastifyHandler(draft.edits.source, route),
      );
    }
  }
  const stays = found.find(({ route }) => route === undefined || other !== undefined);
  if (stays === undefined) return readerOf(migration, found);
  const { file, line } = stays.draft.module.locationOf(stays.node);
  return `the endpoint at ${file}:${line} stays and serves it`;
}

/** What reads a registry other than the routes of `found`; a file that may not change counts, too. */
function readerOf(migration: Migration, found: readonly Endpoint[]): string | undefined {
  const modules = registryModules(migration);
  for (const module of modules)
    for (const node of module.calls) {
      if (!readsRegistry(migration, { module, node }) || found.some((one) => one.node === node)) continue;
      const { file, line } = module.locationOf(node);
      return `${file}:${line} reads the registry that it is in`;
    }
  const passed = passedRegistry(migration, modules);
  if (passed === undefined) return otherReader(migration);
  const { file, line } = passed.module.locationOf(passed.node);
  return `${file}:${line} passes on the registry that it is in`;
}

/** `registry.getMetricsAsJSON()`, also of a registry in a field or parameter, and `new Pushgateway(…)`. */
function readsRegistry(migration: Migration, { module, node }: Site): boolean {
  const callee = child(node, "callee")!;
  if (node.type === "NewExpression")
    return pathIn(migration, { module, node: callee }, "prom-client")?.at(-1) === "Pushgateway";
  if (callee.type !== "MemberExpression" || !readers.test(keyOf(callee) ?? "")) return false;
  const owner = packageOf(migration.project, { module, node: child(callee, "object")! });
  return owner === undefined || owner === "prom-client";
}

function endpointsIn(migration: Migration, draft: Draft): readonly Endpoint[] {
  const { module } = draft;
  return module.calls.flatMap((node) => {
    if (!isRegistryMember(migration, { module, node: child(node, "callee")! }, "metrics")) return [];
    const fn = enclosingFunction(module, node);
    const framework = fn && frameworkOf(migration, { module, node: fn });
    const isRoute =
      fn !== undefined &&
      framework !== undefined &&
      servesOnly(migration, { module, node: fn }, answers[framework]);
    return [{ draft, node, route: isRoute ? fn : undefined, framework: framework ?? "express" }];
  });
}

/** What a handler may do with the content type and the metrics. */
interface Answers {
  readonly methods: RegExp;
  /** Whether what the handler returns is sent. */
  readonly sendsResult: boolean;
}

const answers: Readonly<Record<Framework, Answers>> = {
  express: { methods: /^(?:set|setHeader|header|type|contentType|end|send)$/, sendsResult: false },
  fastify: { methods: /^(?:header|type|send)$/, sendsResult: true },
};

/** An expression, with the indentation of the line on which the handler begins. */
function fastifyHandler(source: string, { start, end }: Node): string {
  const [indent = ""] = /^[ \t]*/.exec(source.slice(source.lastIndexOf("\n", start - 1) + 1)) ?? [];
  const step = indent.includes("\t") ? "\t" : "  ";
  return [
    "(request, reply) =>",
    `${step}${placeholder("scrape")}({ accept: request.headers.accept }).then(({ status, headers, body }) =>`,
    `${step}${step}reply.code(status).headers(headers).send(body),`,
    // the bracket of `get` on a line of its own, as formatters put it
    ...(source[end] === ")" ? [`${step}),`, ""] : [`${step})`]),
  ].join(`${source.includes("\r\n") ? "\r\n" : "\n"}${indent}`);
}

/** Whose application `app` is in `app.get("/metrics", handler)`. */
function frameworkOf({ project }: Migration, { module, node }: Site): Framework | undefined {
  const call = module.parentOf(node);
  const callee = call?.type === "CallExpression" ? child(call, "callee") : undefined;
  if (call === undefined || callee?.type !== "MemberExpression" || keyOf(callee) !== "get") return undefined;
  const given = children(call, "arguments");
  if (given.length !== 2 || given[1] !== node) return undefined;
  const owner = packageOf(project, { module, node: child(callee, "object")! });
  return owner === "express" || owner === "fastify" ? owner : undefined;
}

/** Whether all statements set the content type or send the metrics. */
function servesOnly(migration: Migration, { module, node }: Site, may: Answers): boolean {
  if (!isFunction(node)) return false;
  const response = children(node, "params")[1];
  const name = response?.type === "Identifier" ? String(response["name"]) : undefined;
  const body = child(node, "body")!;
  const isBlock = body.type === "BlockStatement";
  return (isBlock ? children(body, "body") : [body]).every((one) => {
    const isReturned = !isBlock || one.type === "ReturnStatement";
    const value = isBlock ? (child(one, "expression") ?? child(one, "argument")) : one;
    if (value === undefined) return false;
    const site = { module, node: bare(value) };
    return (
      isAnswer(migration, site, name, may) || (may.sendsResult && isReturned && isMetrics(migration, site))
    );
  });
}

/** `register.metrics()`, also awaited. */
function isMetrics(migration: Migration, { module, node }: Site): boolean {
  const call = node.type === "AwaitExpression" ? bare(child(node, "argument")!) : node;
  const callee = call.type === "CallExpression" ? child(call, "callee") : undefined;
  return callee !== undefined && isRegistryMember(migration, { module, node: callee }, "metrics");
}

/** A call of the answer's methods, or a chain of them, each with the content type or the metrics. */
function isAnswer(
  migration: Migration,
  { module, node }: Site,
  response: string | undefined,
  may: Answers,
): boolean {
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  const object = callee?.type === "MemberExpression" ? child(callee, "object") : undefined;
  if (object === undefined || response === undefined) return false;
  const isChain = object.type === "CallExpression";
  if (isChain ? !isAnswer(migration, { module, node: object }, response, may) : object["name"] !== response)
    return false;
  let usesRegistry = false;
  for (const argument of children(node, "arguments"))
    walk(argument, (one) => {
      if (
        /^(?:metrics|contentType)$/.test(keyOf(one) ?? "") &&
        isRegistryMember(migration, { module, node: one })
      )
        usesRegistry = true;
    });
  return usesRegistry && may.methods.test(keyOf(callee!) ?? "");
}

/** `register.metrics` of the default registry, or of a `new Registry()`. */
function isRegistryMember(migration: Migration, { module, node }: Site, member?: string): boolean {
  if (node.type !== "MemberExpression" || (member !== undefined && keyOf(node) !== member)) return false;
  return packageOf(migration.project, { module, node: child(node, "object")! }) === "prom-client";
}
