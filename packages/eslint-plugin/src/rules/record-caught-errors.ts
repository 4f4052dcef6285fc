// An error that is caught inside a span and neither thrown on nor recorded leaves a span that looks successful.
import type { TSESTree } from "@typescript-eslint/types";
import { callTo } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import { type Call, childrenOf, contains, isFunction, lastName, type Node, unwrap } from "../syntax.ts";
import { runners } from "../telemetry/names.ts";
import { isInside } from "../telemetry/origin.ts";

interface Options {
  /** Whether a comment in the handler is an explanation. */
  readonly comments: boolean;
}

const around: ReadonlySet<string> = new Set([...runners, "telltale.wrap"]);
const loggers = /^(?:log|logger|console|logging|winston|pino|report|track|capture|record|notify)/i;

export default defineRule<Options>({
  name: "record-caught-errors",
  description: "Require that errors caught inside a span are thrown on or recorded",
  type: "problem",
  options: { comments: { type: "boolean" } },
  messages: {
    swallowed:
      "This error is swallowed: the span looks successful. Record it with `captureError(error)`, throw it on, or say in a comment why it may be ignored.",
    record: "Record it with `captureError`.",
  },
  create(input) {
    const { origins, report } = input;
    return {
      CatchClause(node: TSESTree.CatchClause) {
        if (isInside(node, origins, around) === undefined || isHandled(input, node.body, node.param)) return;
        report({ node, messageId: "swallowed", suggest: record(input, node.body, node.param, node) });
      },
      CallExpression(call: Call) {
        const handler = rejectionHandler(call);
        if (handler === undefined || isInside(call, origins, around) === undefined) return;
        if (isHandled(input, handler.body, handler.params[0] ?? null)) return;
        const block =
          handler.body.type === "BlockStatement"
            ? record(input, handler.body, handler.params[0] ?? null)
            : [];
        report({ node: handler, messageId: "swallowed", suggest: block });
      },
    };
  },
});

function isHandled(input: RuleInput<Options>, body: Node, parameter: Node | null): boolean {
  const { options } = input;
  const { sourceCode } = input.context;
  if (options.comments !== false && sourceCode.getCommentsInside(body as never).length > 0) return true;
  const names = new Set(parameter === null ? [] : namesIn(input, parameter));
  return contains(
    body,
    sourceCode,
    (node) => node.type === "ThrowStatement" || isRecording(input, node) || uses(node, names),
    true,
  );
}

/** Whoever uses the error does something with it. */
function uses(node: Node, names: ReadonlySet<string>): boolean {
  return node.type === "Identifier" && names.has(node.name);
}

function namesIn(input: RuleInput<Options>, node: Node): string[] {
  const { sourceCode } = input.context;
  if (node.type === "Identifier") return [node.name];
  return childrenOf(node, sourceCode).flatMap((child) => namesIn(input, child));
}

function isRecording(input: RuleInput<Options>, node: Node): boolean {
  const { origins } = input;
  if (node.type !== "CallExpression") return false;
  const origin = origins(node.callee);
  if (origin !== undefined) return !/\.(?:end|close|isRecording|spanContext)$/.test(origin);
  const callee = unwrap(node.callee);
  const name =
    callee.type === "MemberExpression" ? (lastName(callee.object) ?? "") : (lastName(callee) ?? "");
  return (
    loggers.test(name) ||
    /^(?:reject|fail|next|done|captureException)$/.test(lastName(callee) ?? "") ||
    callsTelemetry(node)
  );
}

/** `span.fail()`, `tx.fail("declined")` on a value of unknown origin. */
function callsTelemetry(call: Call): boolean {
  const callee = unwrap(call.callee);
  return (
    callee.type === "MemberExpression" &&
    /^(?:recordException|setStatus|setAttribute|addEvent)$/.test(lastName(callee) ?? "")
  );
}

function record(
  input: RuleInput<Options>,
  body: TSESTree.BlockStatement,
  parameter: Node | null,
  clause?: TSESTree.CatchClause,
): Suggestion[] {
  const { context, origins } = input;
  const { sourceCode } = input.context;
  const way = callTo("captureError", context, origins);
  if (way === undefined || (parameter !== null && parameter.type !== "Identifier")) return [];
  if (parameter === null && clause === undefined) return [];
  const name = parameter?.type === "Identifier" ? parameter.name : "error";
  return [
    {
      messageId: "record",
      fix(fixer) {
        const brace = sourceCode.getFirstToken(body as never);
        if (brace === null) return null;
        const binding = parameter === null ? [fixer.insertTextBefore(body as never, `(${name}) `)] : [];
        return [
          ...way.imports(fixer),
          ...binding,
          fixer.insertTextAfter(
            brace,
            ` ${way.text}(${name}, { handled: true });${body.body.length === 0 ? " " : ""}`,
          ),
        ];
      },
    },
  ];
}

/** The function that `promise.catch(fn)` or `promise.then(…, fn)` gives an error to. */
function rejectionHandler(
  call: Call,
): TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = lastName(callee);
  const handler = name === "catch" ? call.arguments[0] : name === "then" ? call.arguments[1] : undefined;
  return isFunction(handler) ? handler : undefined;
}
