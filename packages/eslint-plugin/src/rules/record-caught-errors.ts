// An error that is caught inside a span and neither thrown on nor recorded leaves a span that looks successful.
import type { TSESTree } from "@typescript-eslint/types";
import type { Rule, Scope } from "eslint";
import { callTo } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import {
  type Call,
  childrenOf,
  contains,
  type FunctionNode,
  isFunction,
  lastName,
  type Node,
  unwrap,
} from "../syntax.ts";
import { runners } from "../telemetry/calls.ts";
import { reachedFrom } from "../telemetry/reach.ts";

interface Options {
  /** Whether a comment in the handler is an explanation. */
  readonly comments: boolean;
}

const around: ReadonlySet<string> = new Set([...runners, "telltale.wrap"]);
const loggers = /^(?:log|logger|logging|winston|pino|report|track|capture|record|notify)/i;
/** Calls that have to do with telemetry, and say nothing of an error: they end, measure or start something else. */
const silent =
  /(?:\.(?:end|close|isRecording|spanContext|activeSpan|getActiveSpan|startSpan|enterSpan|profile)|^Stopwatch|^Timer\.(?:start|time|record))$/;

export default defineRule<Options>({
  name: "record-caught-errors",
  description: "Require that errors caught inside a span are thrown on or recorded",
  type: "problem",
  options: { comments: { type: "boolean" } },
  messages: {
    printed:
      "The console gets this error, and the span looks successful. Record it with `captureError(error)`, throw it on, or say in a comment why it may be ignored.",
    swallowed:
      "This error is swallowed: the span looks successful. Record it with `captureError(error)`, throw it on, or say in a comment why it may be ignored.",
    record: "Record it with `captureError`.",
    onSpan: "Record it on the span.",
  },
  create(input) {
    const { origins, report } = input;
    return {
      CatchClause(node: TSESTree.CatchClause) {
        const messageId = judge(input, node.body, node.param);
        if (messageId === undefined || reachedFrom(node, origins, around) === undefined) return;
        report({ node, messageId, suggest: record(input, node.body, node.param, node) });
      },
      CallExpression(call: Call) {
        const given = rejectionHandler(call);
        const handler = given === undefined ? undefined : origins.value(given);
        if (given === undefined || !isFunction(handler) || origins(given) !== undefined) return;
        const messageId = judge(input, handler.body, handler.params[0] ?? null);
        if (messageId === undefined || reachedFrom(call, origins, around) === undefined) return;
        const parameter = handler.params[0] ?? null;
        const suggest =
          handler.body.type === "BlockStatement"
            ? record(input, handler.body, parameter, handler)
            : recordFirst(input, handler, handler.body);
        report({ node: given, messageId, suggest });
      },
    };
  },
});

/** What is wrong with a handler; undefined when it throws, records or uses the error. */
function judge(
  input: RuleInput<Options>,
  body: Node,
  parameter: Node | null,
): "swallowed" | "printed" | undefined {
  const { options } = input;
  const { sourceCode } = input.context;
  if (options.comments !== false && sourceCode.getCommentsInside(body as never).length > 0) return undefined;
  const names = new Set(parameter === null ? [] : namesIn(input, parameter));
  const isHandled = contains(
    body,
    sourceCode,
    (node) => node.type === "ThrowStatement" || isRecording(input, node) || uses(node, names),
    true,
  );
  if (isHandled) return undefined;
  return contains(body, sourceCode, isPrinting, true) ? "printed" : "swallowed";
}

/** Code that uses the error does something with it, unless it only prints it. */
function uses(node: Node, names: ReadonlySet<string>): boolean {
  return node.type === "Identifier" && names.has(node.name) && !isPrinted(node);
}

/** `console.error(…)`, which no telemetry shows. */
function isPrinting(node: Node): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  return callee.type === "MemberExpression" && lastName(callee.object) === "console";
}

function isPrinted(node: Node): boolean {
  for (let at: Node | null | undefined = node; at !== undefined && at !== null; at = at.parent) {
    if (isPrinting(at)) return true;
    if (isFunction(at) || at.type === "BlockStatement") return false;
  }
  return false;
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
  if (origin !== undefined) return !silent.test(origin) && !around.has(origin);
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
  owner: TSESTree.CatchClause | FunctionNode,
): Suggestion[] {
  const { sourceCode } = input.context;
  const way = recorderAt(input, body);
  if (way === undefined || (parameter !== null && parameter.type !== "Identifier")) return [];
  if (parameter === null && owner.type !== "CatchClause" && emptyList(input, owner) === undefined) return [];
  const name = parameter?.type === "Identifier" ? parameter.name : "error";
  return [
    {
      messageId: way.messageId,
      fix(fixer) {
        const brace = sourceCode.getFirstToken(body as never);
        if (brace === null) return null;
        const binding = parameter === null ? [bind(fixer, input, body, owner, name)] : [];
        return [
          ...way.imports(fixer),
          ...binding,
          fixer.insertTextAfter(brace, ` ${way.call(name)};${body.body.length === 0 ? " " : ""}`),
        ];
      },
    },
  ];
}

interface Recorder {
  readonly messageId: "record" | "onSpan";
  readonly call: (error: string) => string;
  readonly imports: (fixer: Rule.RuleFixer) => Rule.Fix[];
}

/** How the code at `node` can record an error: with `captureError`, else on a span that is in scope. */
function recorderAt({ context, origins }: RuleInput<Options>, node: Node): Recorder | undefined {
  const way = callTo("captureError", context, origins);
  if (way !== undefined)
    return {
      messageId: "record",
      call: (error) => `${way.text}(${error}, { handled: true })`,
      imports: way.imports,
    };
  let scope: Scope.Scope | null = context.sourceCode.getScope(node as never);
  for (; scope !== null; scope = scope.upper) {
    const span = scope.variables.find(
      ({ identifiers: [name] }) => name !== undefined && origins(name as never) === "Span",
    );
    if (span !== undefined)
      return {
        messageId: "onSpan",
        call: (error) => `${span.name}.recordException(${error})`,
        imports: () => [],
      };
  }
  return undefined;
}

/** Names the error in a clause or function that does not. */
function bind(
  fixer: Rule.RuleFixer,
  input: RuleInput<Options>,
  body: Node,
  owner: TSESTree.CatchClause | FunctionNode,
  name: string,
): Rule.Fix {
  const list = owner.type === "CatchClause" ? undefined : emptyList(input, owner);
  return list === undefined
    ? fixer.insertTextBefore(body as never, `(${name}) `)
    : fixer.insertTextAfterRange(list, name);
}

/** Where the parameter goes in `()`; undefined where there is one. */
function emptyList({ context }: RuleInput<Options>, owner: FunctionNode): [number, number] | undefined {
  if (owner.params.length > 0) return undefined;
  const { sourceCode } = context;
  const open = sourceCode.getFirstToken(owner as never, (token) => token.value === "(");
  return open === null || open.range[0] > owner.body.range[0] ? undefined : [...open.range];
}

/** `() => undefined` with a body that records first, and returns the same. */
function recordFirst(input: RuleInput<Options>, owner: FunctionNode, value: Node): Suggestion[] {
  const { context } = input;
  const way = recorderAt(input, value);
  const [parameter] = owner.params;
  if (way === undefined || (parameter !== undefined && parameter.type !== "Identifier")) return [];
  const list = emptyList(input, owner);
  if (parameter === undefined && list === undefined) return [];
  const name = parameter?.type === "Identifier" ? parameter.name : "error";
  const { text } = context.sourceCode;
  // a parenthesis around an object belongs to the arrow function
  const start = context.sourceCode.getTokenBefore(value as never);
  const isWrapped = start?.value === "(" && text[owner.range[1] - 1] === ")";
  const range: [number, number] = isWrapped ? [start.range[0], owner.range[1]] : [...value.range];
  const returned = text.slice(value.range[0], value.range[1]);
  return [
    {
      messageId: way.messageId,
      fix: (fixer) => [
        ...way.imports(fixer),
        ...(list === undefined ? [] : [fixer.insertTextAfterRange(list, name)]),
        fixer.replaceTextRange(range, `{ ${way.call(name)}; return ${returned}; }`),
      ],
    },
  ];
}

/** What `promise.catch(fn)` or `promise.then(…, fn)` gives an error to. */
function rejectionHandler(call: Call): Node | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const name = lastName(callee);
  return name === "catch" ? call.arguments[0] : name === "then" ? call.arguments[1] : undefined;
}
