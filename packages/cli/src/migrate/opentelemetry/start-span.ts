// `tracer.startSpan(name, options)` becomes `startSpan(name, options)`; a parent that is set by a context becomes the option `parent`.
import { bare, child, children, type Node } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import { type Draft, type Migration, pathIn } from "../migration.ts";
import { placeholder } from "../names.ts";

const guide = "migrate-opentelemetry.md#spans-that-stay-as-they-are";

export function convertStartSpan(migration: Migration, draft: Draft, site: Site): void {
  const { module, node } = site;
  const [name, options, context] = children(node, "arguments");
  const leave = (reason: string): void => migration.leave(site, "startSpan", reason, guide);
  if (name === undefined || [name, options].some((one) => one?.type === "SpreadElement"))
    return leave("its arguments are spread");
  if (context !== undefined) {
    const parent = parentOf(migration, { module, node: context });
    if (parent === undefined || bare(options!).type !== "ObjectExpression")
      return leave("its parent comes from a context");
    const properties = children(bare(options!), "properties");
    const comma = properties.length === 0 ? " " : ", ";
    const at = properties.at(-1)?.end ?? bare(options!).start + 1;
    draft.edits.replace(
      { start: at, end: at },
      `${comma}parent: `,
      parent,
      properties.length === 0 ? " " : "",
    );
    draft.edits.replace({ start: options!.end, end: context.end });
  }
  draft.changed++;
  draft.edits.replace(child(node, "callee")!, placeholder("startSpan"));
}

/** The span of `trace.setSpan(context.active(), span)`. */
function parentOf(migration: Migration, { module, node }: Site): Node | undefined {
  if (node.type !== "CallExpression") return undefined;
  const [context, span] = children(node, "arguments");
  const isPath = (one: Node | undefined, path: string): boolean =>
    one !== undefined && pathIn(migration, { module, node: one }, "@opentelemetry/api")?.join(".") === path;
  const isActive = context?.type === "CallExpression" && isPath(child(context, "callee"), "context.active");
  return isPath(child(node, "callee"), "trace.setSpan") && isActive ? span : undefined;
}
