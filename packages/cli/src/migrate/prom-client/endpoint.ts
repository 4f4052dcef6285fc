// The route that serves `register.metrics()` in Express: `prometheusHandler()` serves the metrics of the library there.
import { bare, child, children, isFunction, keyOf, type Node, walk } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { packageOf } from "../../code/application/package-of.ts";
import { type Draft, enclosingFunction, type Migration } from "../migration.ts";
import { placeholder } from "../names.ts";
import { otherUse } from "./other-use.ts";

const guide = "migrate-prom-client.md#the-metrics-endpoint";

/** A call of `register.metrics()`, and the route that it is in. */
interface Endpoint {
  readonly draft: Draft;
  readonly node: Node;
  readonly route: Node | undefined;
}

/** Converts the routes when no file uses prom-client for anything else. */
export function convertEndpoints(migration: Migration): void {
  const found = [...migration.drafts.values()].flatMap((draft) => endpointsIn(migration, draft));
  if (found.length === 0) return;
  const other = otherUse(migration, found);
  for (const { draft, node, route } of found) {
    const leave = (reason: string): void =>
      migration.leave({ module: draft.module, node }, "register.metrics", reason, guide);
    if (route === undefined)
      leave("it is not a route of Express that only serves metrics: use `prometheusHandler()` or `scrape()`");
    else if (other !== undefined)
      leave(`${other}: scrape both until nothing else uses prom-client, then run the command again`);
    else {
      draft.changed++;
      draft.edits.replace(route, `${placeholder("prometheusHandler")}()`);
    }
  }
}

function endpointsIn(migration: Migration, draft: Draft): readonly Endpoint[] {
  const { module } = draft;
  return module.calls.flatMap((node) => {
    if (!isRegistryMember(migration, { module, node: child(node, "callee")! }, "metrics")) return [];
    const fn = enclosingFunction(module, node);
    const isRoute =
      fn !== undefined &&
      routeOf(migration, { module, node: fn }) !== undefined &&
      servesOnly(migration, { module, node: fn });
    return [{ draft, node, route: isRoute ? fn : undefined }];
  });
}

/** The call `app.get("/metrics", handler)` of an Express application. */
function routeOf({ project }: Migration, { module, node }: Site): Node | undefined {
  const call = module.parentOf(node);
  const callee = call?.type === "CallExpression" ? child(call, "callee") : undefined;
  if (call === undefined || callee?.type !== "MemberExpression" || keyOf(callee) !== "get") return undefined;
  const given = children(call, "arguments");
  const isExpress = packageOf(project, { module, node: child(callee, "object")! }) === "express";
  return isExpress && given.length === 2 && given[1] === node ? call : undefined;
}

/** Whether all statements set the content type or send the metrics. */
function servesOnly(migration: Migration, { module, node }: Site): boolean {
  if (!isFunction(node)) return false;
  const response = children(node, "params")[1];
  const name = response?.type === "Identifier" ? String(response["name"]) : undefined;
  const body = child(node, "body")!;
  const statements =
    body.type === "BlockStatement"
      ? children(body, "body").map((one) => child(one, "expression") ?? child(one, "argument"))
      : [body];
  return statements.every((one) => one !== undefined && isAnswer(migration, module, bare(one), name));
}

function isAnswer(
  migration: Migration,
  module: Draft["module"],
  node: Node,
  response: string | undefined,
): boolean {
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  const object = callee?.type === "MemberExpression" ? child(callee, "object") : undefined;
  if (object === undefined || String(object["name"]) !== response) return false;
  let usesRegistry = false;
  for (const argument of children(node, "arguments"))
    walk(argument, (one) => {
      if (
        /^(?:metrics|contentType)$/.test(keyOf(one) ?? "") &&
        isRegistryMember(migration, { module, node: one })
      )
        usesRegistry = true;
    });
  return usesRegistry && /^(?:set|setHeader|header|type|contentType|end|send)$/.test(keyOf(callee!) ?? "");
}

/** `register.metrics` of the default registry, or of a `new Registry()`. */
function isRegistryMember(migration: Migration, { module, node }: Site, member?: string): boolean {
  if (node.type !== "MemberExpression" || (member !== undefined && keyOf(node) !== member)) return false;
  return packageOf(migration.project, { module, node: child(node, "object")! }) === "prom-client";
}
