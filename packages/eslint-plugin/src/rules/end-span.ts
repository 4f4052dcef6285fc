// A span that never ends is never exported, and holds what it refers to.
import type { Scope } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";
import { endBefore, toFinally, toHeld, toUsing } from "../end-edits.ts";
import { firstLeak, type Leak } from "../flow.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import {
  type Call,
  functionAround,
  type FunctionNode,
  isFunction,
  lastName,
  type Node,
  propertyName,
  unwrap,
  wrapped,
} from "../syntax.ts";

const creators: Readonly<Record<string, string>> = {
  "telltale.startSpan": "span",
  "telltale.enterSpan": "span",
  "telltale.startTransaction": "transaction",
  "telltale.resumeTransaction": "transaction",
  "Tracer.startSpan": "span",
};
/** Methods that end, or pass the duty to end it to other code. */
const enders: Readonly<Record<string, ReadonlySet<string>>> = {
  span: new Set(["end", "close", "callback"]),
  transaction: new Set(["complete", "fail", "abandon", "handoff"]),
};
/** Methods that return the span. */
const chained = new Set([
  "setAttribute",
  "setAttributes",
  "setStatus",
  "addEvent",
  "addLink",
  "addLinks",
  "updateName",
  "recordException",
]);
/** Functions that look at a span and do not end it. */
const lookers = new Set([
  "otel.trace.setSpan",
  "otel.trace.getSpanContext",
  "otel.context.with",
  "telltale.trace",
  "telltale.startSpan",
  "telltale.enterSpan",
  "Tracer.startSpan",
  "Tracer.startActiveSpan",
]);
/** Properties of options that refer to a span. */
const relations = new Set(["parent", "links", "context"]);

export default defineRule({
  name: "end-span",
  description: "Require that every started span is ended on every path",
  type: "problem",
  messages: {
    discarded: "This {{kind}} is started and never ended: nothing holds it. Use {{instead}}.",
    never: "The {{kind}} `{{name}}` is never ended. Hold it with `using`, or call `{{end}}` on every path.",
    return:
      "The {{kind}} `{{name}}` is still open when the function returns in line {{line}}. Hold it with `using`, or end it in `finally`.",
    throw:
      "The {{kind}} `{{name}}` is still open when the function throws in line {{line}}. Hold it with `using`, or end it in `finally`.",
    end: "The {{kind}} `{{name}}` is not ended on every path through the function. Hold it with `using`, or end it in `finally`.",
    loop: "The {{kind}} `{{name}}` of one turn of the loop is still open when the next one starts. End it in each turn.",
    overwritten:
      "The {{kind}} `{{name}}` is still open when line {{line}} assigns another value to the variable. End it first.",
    using: "Hold it with `using`.",
    finally: "End it in `finally`.",
    before: "End it before line {{line}}.",
  },
  create(input) {
    const { origins } = input;
    return {
      CallExpression(call: Call) {
        const origin = origins(call.callee);
        if (origin === undefined) return;
        if (origin === "Tracer.startActiveSpan") return checkCallback(input, call);
        const kind = Object.hasOwn(creators, origin) ? creators[origin] : undefined;
        if (kind !== undefined) checkCreated(input, call, kind, origin.startsWith("telltale."));
      },
    };
  },
});

interface Held {
  readonly call: Call;
  readonly kind: string;
  readonly disposable: boolean;
  readonly variable: Scope.Variable;
  readonly name: string;
}

interface Where {
  readonly node: Node;
  readonly data: Readonly<Record<string, string>>;
  readonly holding: readonly Suggestion[];
  readonly name: string;
  readonly kind: string;
}

function checkCreated(input: RuleInput, call: Call, kind: string, disposable: boolean): void {
  const { origins, report } = input;
  const place = placeOf(input, call, kind);
  if (place === "discarded") {
    const instead =
      kind === "span"
        ? "`trace(name, fn)`, or keep it and call `end()`"
        : "`transaction(type, fn)`, or keep it and call `complete()`";
    const suggest = disposable && kind === "span" ? toHeld(input, call) : [];
    report({ node: call, messageId: "discarded", data: { kind, instead }, suggest });
  } else if (place !== undefined) {
    const variable = origins.variable(place);
    if (variable !== undefined)
      checkVariable(input, {
        call,
        kind,
        disposable: disposable && kind === "span",
        variable,
        name: place.name,
      });
  }
}

function checkVariable(input: RuleInput, { call, kind, disposable, variable, name }: Held): void {
  const { report } = input;
  const { sourceCode } = input.context;
  const fn = functionAround(call);
  const declared = variable.defs[0];
  if (
    declared?.type !== "Variable" ||
    functionAround(declared.node as Node) !== fn ||
    isExported(declared.node as Node)
  )
    return;
  const uses = variable.references.filter((one) => one.isRead()).map(({ identifier }) => identifier as Node);
  const states = uses.map((use) => ({ use, what: usage(input, use, kind, fn) }));
  if (states.some(({ what }) => what === "escapes")) return;
  const data = { kind, name, end: kind === "span" ? "span.end()" : "complete()" };
  const holding = disposable ? toUsing(input, call) : [];
  if (!states.some(({ what }) => what === "ends")) {
    report({
      node: call,
      messageId: "never",
      data,
      suggest: [...holding, ...toFinally(call, name, kind)],
    });
    return;
  }
  const leak = firstLeak(
    fn?.body ?? (sourceCode.ast as unknown as Node),
    tracked(input, call, name, kind),
    sourceCode,
  );
  if (leak !== undefined) reportLeak(input, leak, { node: call, data, holding, name, kind });
}

function tracked(input: RuleInput, call: Node, name: string, kind: string): Parameters<typeof firstLeak>[1] {
  return {
    opener: call,
    name,
    conditions: conditionsOf(input, call),
    closes: (node) => node.type === "CallExpression" && endedBy(node, kind)?.name === name,
  };
}

function reportLeak(input: RuleInput, leak: Leak, { node, data, holding, name, kind }: Where): void {
  const { report } = input;
  const line = String(leak.node.loc.start.line);
  const isStatement = leak.kind === "return" || leak.kind === "throw";
  const before: Suggestion[] =
    isStatement && kind === "span" && holding.length === 0
      ? [{ messageId: "before", data: { line }, fix: (fixer) => endBefore(fixer, leak.node, name) }]
      : [];
  report({ node, messageId: leak.kind, data: { ...data, line }, suggest: [...holding, ...before] });
}

function conditionsOf(input: RuleInput, call: Node): ReadonlySet<string> {
  const { sourceCode } = input.context;
  const texts = new Set<string>();
  let below = call;
  for (
    let at = call.parent;
    at !== undefined && at !== null && !isFunction(at);
    below = at, at = at.parent as Node
  ) {
    if ((at.type === "IfStatement" || at.type === "ConditionalExpression") && below === at.consequent)
      texts.add(sourceCode.getText(unwrap(at.test) as never));
    if (at.type === "LogicalExpression" && at.operator === "&&" && below === at.right)
      texts.add(sourceCode.getText(unwrap(at.left) as never));
  }
  return texts;
}

type Usage = "ends" | "looks" | "escapes";

/** What a reference to the span does with it. */
function usage(input: RuleInput, identifier: Node, kind: string, fn: FunctionNode | undefined): Usage {
  const outer = wrapped(identifier);
  const { parent } = outer;
  if (parent === undefined || parent === null) return "escapes";
  if (parent.type === "MemberExpression" && parent.object === outer)
    return usageOfMember(parent, kind, functionAround(identifier) === fn);
  if (/^(?:Unary|Binary)Expression$|^(?:If|Expression|While)Statement$/.test(parent.type)) return "looks";
  const isCondition =
    (parent.type === "LogicalExpression" && parent.left === outer) ||
    (parent.type === "ConditionalExpression" && parent.test === outer);
  return isCondition || isTakenApart(parent) || isLookedAt(input, outer) ? "looks" : "escapes";
}

/** `const { end } = span`, `({ end } = span);`: a method without its span ends nothing. */
function isTakenApart(node: Node): boolean {
  if (node.type === "VariableDeclarator") return node.id.type === "ObjectPattern";
  return (
    node.type === "AssignmentExpression" &&
    node.left.type === "ObjectPattern" &&
    wrapped(node).parent?.type === "ExpressionStatement"
  );
}

/** `near` is false in a function that may run later, or never. */
function usageOfMember(member: TSESTree.MemberExpression, kind: string, near: boolean): Usage {
  const outer = wrapped(member).parent;
  const name = propertyName(member) ?? "";
  // `span.end = patched(span.end)`: whoever calls it ends the span
  if (outer?.type === "AssignmentExpression" && unwrap(outer.left) === member) return "escapes";
  const isCall = outer?.type === "CallExpression" && unwrap(outer.callee) === member;
  // `span.end.bind(span)` goes on with the span as an argument; `setTimeout(span.end)` loses it
  if (!isCall) return "looks";
  if (endedBy(outer, kind) !== undefined) return near ? "ends" : "escapes";
  if (!chained.has(name) && name !== "fail") return "looks";
  const after = wrapped(outer).parent as Node;
  if (after.type === "MemberExpression") return usageOfMember(after, kind, near);
  return /^(?:Expression|If)Statement$|^LogicalExpression$/.test(after.type) ? "looks" : "escapes";
}

/** `trace.setSpan(context, span)`, `{ parent: span }`. */
function isLookedAt(input: RuleInput, node: Node): boolean {
  const { origins } = input;
  const { parent } = node;
  if (parent?.type === "CallExpression") return lookers.has(origins(parent.callee) ?? "");
  if (parent?.type !== "Property" || !relations.has(propertyName(parent) ?? "")) return false;
  const call = parent.parent.parent;
  return call.type === "CallExpression" && lookers.has(origins(call.callee) ?? "");
}

function checkCallback(input: RuleInput, call: Call): void {
  const { report } = input;
  const { sourceCode } = input.context;
  const callback = call.arguments.at(-1);
  if (!isFunction(callback)) return;
  const [parameter] = callback.params;
  const data = { kind: "span", name: "span", end: "span.end()" };
  if (parameter === undefined) return report({ node: call, messageId: "never", data });
  const { body } = callback;
  const suggest: Suggestion[] =
    parameter.type !== "Identifier" || body.type !== "BlockStatement" || body.body.length === 0
      ? []
      : [
          {
            messageId: "finally",
            fix: (fixer) => [
              fixer.insertTextBefore(body.body[0] as never, "try { "),
              fixer.insertTextAfter(body.body.at(-1) as never, ` } finally { ${parameter.name}.end(); }`),
            ],
          },
        ];
  if (parameter.type !== "Identifier") return;
  const { name } = parameter;
  const variable = sourceCode.getDeclaredVariables(callback as never).find((one) => one.name === name);
  const states =
    variable?.references.map(({ identifier }) => usage(input, identifier as Node, "span", callback)) ?? [];
  if (states.includes("escapes")) return;
  if (!states.includes("ends"))
    return report({ node: call, messageId: "never", data: { ...data, name }, suggest });
  const leak = firstLeak(callback.body, tracked(input, callback, name, "span"), sourceCode);
  if (leak !== undefined)
    reportLeak(input, leak, { node: call, data: { ...data, name }, holding: [], name, kind: "span" });
}

/** The variable that holds the span; `discarded` when nothing does; undefined when it goes somewhere else. */
function placeOf(input: RuleInput, call: Node, kind: string): TSESTree.Identifier | "discarded" | undefined {
  const { parent } = wrapped(call);
  switch (parent?.type) {
    case "ExpressionStatement":
      return "discarded";
    case "UnaryExpression":
      return "discarded";
    case "MemberExpression":
      return ofChain(input, parent, kind);
    case "ConditionalExpression":
    case "LogicalExpression":
    case "AwaitExpression":
      return placeOf(input, parent, kind);
    case "VariableDeclarator":
      return parent.parent.kind.endsWith("using") || parent.id.type !== "Identifier" ? undefined : parent.id;
    case "AssignmentExpression":
      return assignedTo(parent);
    default:
      return undefined;
  }
}

function assignedTo(node: TSESTree.AssignmentExpression): TSESTree.Identifier | undefined {
  if (wrapped(node).parent?.type !== "ExpressionStatement") return undefined;
  return node.left.type === "Identifier" ? node.left : undefined;
}

/** `startSpan("a").setAttribute("b", 1)` */
function ofChain(
  input: RuleInput,
  member: TSESTree.MemberExpression,
  kind: string,
): TSESTree.Identifier | "discarded" | undefined {
  const call = wrapped(member).parent;
  const name = propertyName(member) ?? "";
  if (call?.type !== "CallExpression" || unwrap(call.callee) !== member || enders[kind]?.has(name) === true)
    return undefined;
  if (chained.has(name) || (kind === "span" && name === "fail")) return placeOf(input, call, kind);
  return name === "run" || name === "trace" || name === "step" || name === "addAttribute"
    ? "discarded"
    : undefined;
}

/** The span that a call ends: `span.end()`, `span[Symbol.dispose]()`, `span.setStatus(…).end()`. */
function endedBy(call: Call, kind: string): TSESTree.Identifier | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression") return undefined;
  const isDispose = callee.computed && lastName(callee.property) === "dispose";
  if (!isDispose && enders[kind]?.has(propertyName(callee) ?? "") !== true) return undefined;
  let object = unwrap(callee.object);
  while (object.type === "CallExpression") {
    const inner = unwrap(object.callee);
    if (
      inner.type !== "MemberExpression" ||
      !(chained.has(propertyName(inner) ?? "") || propertyName(inner) === "fail")
    )
      return undefined;
    object = unwrap(inner.object);
  }
  return object.type === "Identifier" ? object : undefined;
}

function isExported(declarator: Node): boolean {
  return declarator.parent?.parent?.type === "ExportNamedDeclaration";
}
