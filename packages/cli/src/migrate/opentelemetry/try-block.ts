// Removes `catch` and `finally` of a `try`, and the `try` around its statements when neither is left.
import { child, children, type Node, walk } from "../../code/node.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { type Edits, hasComment, indentAt, multiLineTexts } from "../edits.ts";
import { enclosingFunction } from "../migration.ts";

export interface TryChange {
  readonly dropsHandler?: boolean;
  readonly dropsFinalizer?: boolean;
}

export interface Unwrapped {
  /** What is not in the source any more. */
  readonly removed: readonly { readonly start: number; readonly end: number }[];
  readonly edit: () => void;
}

/** The edit, or the reason why it cannot be made. */
export function unwrapTry(
  module: SourceModule,
  edits: Edits,
  statement: Node,
  { dropsHandler = false, dropsFinalizer = false }: TryChange,
): Unwrapped | string {
  const [block, handler, finalizer] = ["block", "handler", "finalizer"].map((key) => child(statement, key));
  const keepsHandler = handler !== undefined && !dropsHandler;
  const keepsFinalizer = finalizer !== undefined && !dropsFinalizer;
  if (keepsHandler && keepsFinalizer) return { removed: [], edit: () => {} };
  if (!keepsHandler && !keepsFinalizer) return unwrapWhole(module, edits, statement, block!);
  const removed = keepsHandler
    ? { start: handler.end, end: finalizer?.end ?? handler.end }
    : { start: block!.end, end: handler?.end ?? block!.end };
  if (hasComment(edits.source, removed.start, removed.end)) return "a comment is in what would be removed";
  return { removed: [removed], edit: () => edits.replace(removed) };
}

function unwrapWhole(module: SourceModule, edits: Edits, statement: Node, block: Node): Unwrapped | string {
  const { source } = edits;
  if (takesName(module, statement, block)) return "the `try` declares a name that the function has, too";
  const inside = source.slice(block.start + 1, block.end - 1);
  const start = block.start + 1 + (inside.length - inside.trimStart().length);
  const end = block.start + 1 + inside.trimEnd().length;
  if (hasComment(source, end, statement.end)) return "a comment is in what would be removed";
  if (start >= end) return { removed: [statement], edit: () => edits.removeStatement(statement) };
  const removed = [
    { start: statement.start, end: start },
    { start: end, end: statement.end },
  ];
  const isOnLinesOfItsOwn = source.slice(block.start, start).includes("\n");
  const width = isOnLinesOfItsOwn
    ? indentAt(source, start).length - indentAt(source, statement.start).length
    : 0;
  const texts = multiLineTexts(module.nodes).filter((one) => one.start >= start && one.end <= end);
  return {
    removed,
    edit() {
      for (const range of removed) edits.remove(range);
      if (width > 0) edits.dedent({ start, end }, width, texts);
    },
  };
}

/** Whether the function has a name of the block outside of it, too: without the block it would be that name, or be declared twice. */
function takesName(module: SourceModule, statement: Node, block: Node): boolean {
  const names = new Set(children(block, "body").flatMap(declaredBy));
  if (names.size === 0) return false;
  let taken = false;
  // what is inside of a nested `try` may move as well: the whole function counts
  walk(enclosingFunction(module, statement) ?? module.program, (node) => {
    const isOutside = node.end <= statement.start || node.start >= statement.end;
    if (isOutside && node.type.endsWith("Identifier") && names.has(String(node["name"])))
      taken ||= isName(module, node);
  });
  return taken;
}

/** Neither a member nor a key. */
function isName(module: SourceModule, node: Node): boolean {
  const parent = module.parentOf(node);
  if (parent === undefined || parent["computed"] === true || parent["shorthand"] === true) return true;
  return (
    child(parent, "property") !== node && (child(parent, "key") !== node || child(parent, "value") === node)
  );
}

function declaredBy(statement: Node): readonly string[] {
  const id = child(statement, "id");
  if (id !== undefined) return [String(id["name"])];
  return children(statement, "declarations").flatMap((one) => namesIn(child(one, "id")!));
}

function namesIn(pattern: Node): readonly string[] {
  if (pattern.type === "Identifier") return [String(pattern["name"])];
  const inner = [...children(pattern, "properties"), ...children(pattern, "elements")];
  return inner.flatMap((one) =>
    namesIn(child(one, "value") ?? child(one, "argument") ?? child(one, "left") ?? one),
  );
}
