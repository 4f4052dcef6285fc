// `enterSpan` makes a span active until it is closed. In an asynchronous function it stays active for whatever else runs during an `await`.
import { callTo } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import {
  type Call,
  childrenOf,
  contains,
  functionAround,
  type FunctionNode,
  isFunction,
  type Node,
  propertyName,
  unwrap,
  wrapped,
} from "../syntax.ts";

export default defineRule({
  name: "no-await-in-entered-span",
  description: "Disallow await while a span of enterSpan is active",
  type: "problem",
  messages: {
    await:
      "The span is active during the `{{word}}` in line {{line}}, for other requests too. Use `await trace(name, async () => …)`, or `startSpan`, which is not active.",
    trace: "Run the rest of the block in `trace`.",
    start: "Use `startSpan`: the span is not active, and its children need `span.trace`.",
  },
  create(input) {
    const { origins, report } = input;
    return {
      CallExpression(call: Call) {
        if (origins(call.callee) !== "telltale.enterSpan") return;
        const held = holder(call);
        if (held === undefined) return;
        const after = held.list.slice(held.list.indexOf(held.statement as never));
        const pause = firstPause(input, after, call, held.name);
        if (pause === undefined) return;
        const word = pause.type === "YieldExpression" ? "yield" : "await";
        report({
          node: call,
          messageId: "await",
          data: { word, line: String(pause.loc.start.line) },
          suggest: [...toTrace(input, call, held, after.slice(1)), ...toStart(input, call)],
        });
      },
    };
  },
});

/** The first `await` or `yield` before the span is closed. */
function firstPause(
  input: RuleInput,
  statements: readonly Node[],
  call: Call,
  name: string | undefined,
): Node | undefined {
  const { sourceCode } = input.context;
  for (const statement of statements) {
    const pause = pauseIn(input, statement, call);
    if (pause !== undefined) return pause;
    if (name !== undefined && contains(statement, sourceCode, (node) => closes(node, name))) return undefined;
  }
  return undefined;
}

function pauseIn(input: RuleInput, node: Node, call: Call): Node | undefined {
  const { sourceCode } = input.context;
  if (isFunction(node) || (node.range[1] <= call.range[1] && node !== call)) return undefined;
  const isForAwait = node.type === "ForOfStatement" && node.await;
  const isPause = node.type === "AwaitExpression" || node.type === "YieldExpression" || isForAwait;
  if (isPause && node.range[0] > call.range[0]) return node;
  if (node.type === "VariableDeclaration" && node.kind === "await using" && node.range[0] > call.range[0])
    return node;
  for (const child of childrenOf(node, sourceCode)) {
    const found = pauseIn(input, child, call);
    if (found !== undefined) return found;
  }
  return undefined;
}

function toStart(input: RuleInput, call: Call): Suggestion[] {
  const { context, origins } = input;
  const callee = unwrap(call.callee);
  const fixes = call.callee;
  if (callee.type === "MemberExpression" && propertyName(callee) === "enterSpan" && !callee.computed)
    return [{ messageId: "start", fix: (fixer) => fixer.replaceText(callee.property as never, "startSpan") }];
  const way = callTo("startSpan", context, origins);
  if (way === undefined) return [];
  return [
    {
      messageId: "start",
      fix: (fixer) => [...way.imports(fixer), fixer.replaceText(fixes as never, way.text)],
    },
  ];
}

/** The rest of a function's body becomes the callback of `trace`. */
function toTrace(
  input: RuleInput,
  call: Call,
  { statement, list, name, using }: Held,
  rest: readonly Node[],
): Suggestion[] {
  const { context, origins } = input;
  const { sourceCode } = context;
  const fn = functionAround(call);
  const last = rest.at(-1);
  const way = callTo("trace", context, origins);
  const [given, options] = call.arguments;
  if (last === undefined || way === undefined || given === undefined || !using || !isBody(list, fn))
    return [];
  const first = [given, options]
    .flatMap((one) => (one === undefined ? [] : [sourceCode.getText(one as never)]))
    .join(", ");
  const used = sourceCode.text.slice((rest[0] as Node).range[0], last.range[1]).includes(name ?? "\0");
  return [
    {
      messageId: "trace",
      fix: (fixer) => [
        ...way.imports(fixer),
        fixer.replaceText(
          statement as never,
          `return ${way.text}(${first}, async (${used ? name : ""}) => {`,
        ),
        fixer.insertTextAfter(last as never, "\n});"),
      ],
    },
  ];
}

/** Whether `list` is all that an asynchronous function does. */
function isBody(list: readonly Node[], fn: FunctionNode | undefined): boolean {
  if (fn === undefined || fn.generator || !fn.async) return false;
  return fn.body.type === "BlockStatement" && fn.body.body === list;
}

interface Held {
  readonly statement: Node;
  readonly list: readonly Node[];
  readonly name: string | undefined;
  readonly using: boolean;
}

/** The statement that holds the span, and those around it. */
function holder(call: Call): Held | undefined {
  const declarator = wrapped(call).parent;
  if (declarator?.type !== "VariableDeclarator" || declarator.id.type !== "Identifier") return undefined;
  const statement = declarator.parent;
  const around: Node = statement.parent;
  const list = listOf(around);
  if (list === undefined) return undefined;
  const isUsing = statement.kind === "using" || statement.kind === "await using";
  return {
    statement,
    list,
    name: isUsing && declarator.id.name === "_" ? undefined : declarator.id.name,
    using: isUsing,
  };
}

function listOf(node: Node): readonly Node[] | undefined {
  if (node.type === "BlockStatement" || node.type === "Program" || node.type === "StaticBlock")
    return node.body;
  return node.type === "SwitchCase" ? node.consequent : undefined;
}

/** `span.close()`, `span.end()` */
function closes(node: Node, name: string): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return false;
  return callee.object.name === name && /^(?:close|end)$/.test(propertyName(callee) ?? "");
}
