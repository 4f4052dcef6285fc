// `trace` of an asynchronous function returns a promise. Without `await`, the code goes on at once, the outer span ends before the inner one,
// and an error becomes an unhandled rejection.
import { defineRule, type Suggestion } from "../rule.ts";
import {
  type Call,
  functionAround,
  isFunction,
  lastName,
  type Node,
  statementAround,
  unwrap,
  wrapped,
} from "../syntax.ts";
import { runners } from "../telemetry/calls.ts";
import type { Origins } from "../telemetry/origin.ts";

export default defineRule({
  name: "await-trace",
  description: "Require that the result of a traced asynchronous function is awaited, returned or handled",
  type: "problem",
  messages: {
    floating:
      "`{{name}}` returns a promise here, and nothing waits for it: errors are unhandled rejections, and outer spans end first. Await or return it.",
    each: "`forEach` does not wait for the promises of `{{name}}`. Use `await Promise.all(… .map(…))` or a loop with `await`.",
    await: "Await it.",
    void: "Mark the promise with `void`: it is not awaited.",
    all: "Use `await Promise.all(… .map(…))`.",
  },
  create({ context: { sourceCode }, origins, report }) {
    return {
      CallExpression(call: Call) {
        const origin = origins(call.callee);
        if (origin === undefined || !runners.has(origin) || !isAsync(call, origins)) return;
        const name = lastName(call.callee) ?? "trace";
        const outer = wrapped(call);
        if (isDiscarded(outer)) {
          const suggest: Suggestion[] = canAwait(call)
            ? [{ messageId: "await", fix: (fixer) => fixer.insertTextBefore(outer as never, "await ") }]
            : [{ messageId: "void", fix: (fixer) => fixer.insertTextBefore(outer as never, "void ") }];
          report({ node: call, messageId: "floating", data: { name }, suggest });
        }
        const each = forEachAround(outer);
        if (each !== undefined)
          report({ node: call, messageId: "each", data: { name }, suggest: toAll(each) });
      },
    };

    /** `list.forEach(fn)` becomes `await Promise.all(list.map(fn))`. */
    function toAll(each: Call): Suggestion[] {
      const outer = wrapped(each);
      const callee = unwrap(each.callee);
      if (
        callee.type !== "MemberExpression" ||
        outer.parent?.type !== "ExpressionStatement" ||
        !canAwait(each)
      )
        return [];
      if (outer !== each || statementAround(each) !== outer.parent) return [];
      return [
        {
          messageId: "all",
          fix: (fixer) => [
            fixer.insertTextBefore(each as never, "await Promise.all("),
            fixer.replaceText(callee.property as never, "map"),
            fixer.insertTextAfter(each as never, ")"),
          ],
        },
      ];
    }

    function canAwait(node: Node): boolean {
      const fn = functionAround(node);
      if (fn !== undefined) return fn.async;
      if (isInStaticBlock(node)) return false;
      return (sourceCode.ast as { sourceType?: string }).sourceType === "module";
    }
  },
});

/** Whether the callback of a runner is an asynchronous function, written there or named. */
function isAsync(call: Call, origins: Origins): boolean {
  return call.arguments.some((one) => {
    const value = functionOf(one, origins);
    return value !== undefined && value.async && !value.generator;
  });
}

function functionOf(
  node: Node,
  origins: Origins,
): (Node & { async: boolean; generator: boolean }) | undefined {
  const value = origins.value(node);
  if (isFunction(value)) return value;
  if (value.type !== "Identifier") return undefined;
  const [definition, ...others] = origins.variable(value)?.defs ?? [];
  if (definition?.type !== "FunctionName" || others.length > 0) return undefined;
  const node2 = definition.node as Node;
  return isFunction(node2) ? node2 : undefined;
}

/** The call of `forEach` whose function returns `node`, or awaits it in vain. */
function forEachAround(node: Node): Call | undefined {
  const { parent } = node;
  if (parent?.type !== "ArrowFunctionExpression" || parent.body !== node) return undefined;
  const call = parent.parent;
  if (call.type !== "CallExpression" || call.arguments[0] !== parent) return undefined;
  return lastName(call.callee) === "forEach" ? call : undefined;
}

function isInStaticBlock(node: Node): boolean {
  for (let at = node.parent; at !== undefined && at !== null; at = at.parent as Node)
    if (at.type === "StaticBlock") return true;
  return false;
}

/** Whether nothing uses the value: `x && trace(…);`, `trace(…), next();`. */
function isDiscarded(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "ExpressionStatement":
      return true;
    case "LogicalExpression":
      return parent.right === node && isDiscarded(parent);
    case "ConditionalExpression":
      return parent.test !== node && isDiscarded(parent);
    case "SequenceExpression":
      return parent.expressions.at(-1) !== node || isDiscarded(parent);
    default:
      return false;
  }
}
