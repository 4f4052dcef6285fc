// Where a span ends. `trace` ends it when its function is done, so only an end at that moment can be left to it.
import { child, children, type Node } from "../../code/node.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { enclosingFunction, methodCallOn } from "../migration.ts";
import { mayBePromise, mayReturnPromise } from "./may-be-promise.ts";

const elsewhere = "the span ends outside of the function, or in a callback";
const early = "the span ends before the function does";

/** An end that `trace` takes over. */
interface SpanEnd {
  readonly statement: Node;
  /** The `try` whose `finally` has nothing but this. */
  readonly finalizer?: Node;
}

/** The statement of `span.end()`, or the reason why it is not the end of the function. */
export function endOf(module: SourceModule, fn: Node, reference: Node): SpanEnd | string {
  const called = methodCallOn({ module, node: reference });
  const statement = called && module.parentOf(called.call);
  if (statement?.type !== "ExpressionStatement" || enclosingFunction(module, statement) !== fn)
    return elsewhere;
  if (children(called!.call, "arguments").length > 0) return "the span ends at a time that is given";
  const block = module.parentOf(statement);
  if (block?.type !== "BlockStatement") return early;
  const owner = module.parentOf(block);
  if (owner?.type === "TryStatement" && child(owner, "finalizer") === block)
    return endOfFinalizer(module, fn, { owner, block, statement });
  return isLast(module, fn, block, statement) ? { statement } : early;
}

function endOfFinalizer(
  module: SourceModule,
  fn: Node,
  { owner, block, statement }: { owner: Node; block: Node; statement: Node },
): SpanEnd | string {
  const statements = children(block, "body");
  if (statements.at(-1) !== statement) return early;
  if (!isLast(module, fn, module.parentOf(owner)!, owner)) return early;
  // `finally` runs before a promise that is returned settles, also in an async function
  if (mayReturnPromise(module, fn, owner)) return early;
  return statements.length === 1 ? { statement, finalizer: owner } : { statement };
}

/** Whether the function is done after `statement`: it is the last one, or what follows is `return` or `throw` of a value that is there. */
function isLast(module: SourceModule, fn: Node, block: Node, statement: Node): boolean {
  if (block.type !== "BlockStatement") return false;
  const statements = children(block, "body");
  const next = statements[statements.indexOf(statement) + 1];
  if (next === undefined) return block === child(fn, "body") || isTail(module, fn, block);
  if (next.type !== "ReturnStatement" && next.type !== "ThrowStatement") return false;
  const value = child(next, "argument");
  if (value === undefined || /^(?:Literal|ThisExpression)$/.test(value.type)) return true;
  return value.type === "Identifier" && (next.type === "ThrowStatement" || !mayBePromise(module, value));
}

/** The block of an `if` or `try` that is the last statement itself. */
function isTail(module: SourceModule, fn: Node, block: Node): boolean {
  const owner = module.parentOf(block);
  if (owner?.type === "IfStatement" || owner?.type === "TryStatement") {
    const around = module.parentOf(owner);
    return (
      around !== undefined && child(owner, "finalizer") === undefined && isLast(module, fn, around, owner)
    );
  }
  if (owner?.type !== "CatchClause") return false;
  const statement = module.parentOf(owner)!;
  return isLast(module, fn, module.parentOf(statement)!, statement);
}
