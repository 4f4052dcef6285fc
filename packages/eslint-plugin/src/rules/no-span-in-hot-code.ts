// A span costs some microseconds and some hundred stored bytes. Around work that takes nanoseconds, or thousands of times in a row, it costs
// more than what it measures and hides what matters.
import type { Rule } from "eslint";
import { removeStatement } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import {
  type Call,
  contains,
  functionAround,
  type FunctionNode,
  isFunction,
  lastName,
  propertyOf,
  type Node,
  statementAround,
  unwrap,
  wrapped,
} from "../syntax.ts";
import type { Origins } from "../telemetry/origin.ts";

interface Options {
  /** `tight`: counting loops, nested loops and loops whose work is trivial; `all`: every loop without `await`. */
  readonly loops: "tight" | "all";
}

const withCallback: ReadonlySet<string> = new Set([
  "telltale.trace",
  "telltale.profile",
  "Tracer.startActiveSpan",
]);
const started: ReadonlySet<string> = new Set([
  "telltale.startSpan",
  "telltale.enterSpan",
  "Tracer.startSpan",
]);
const iterators: ReadonlySet<string> = new Set([
  "forEach",
  "map",
  "filter",
  "reduce",
  "flatMap",
  "some",
  "every",
  "find",
  "sort",
  "toSorted",
]);
/** Functions that take no time. */
const cheapObjects: ReadonlySet<string> = new Set([
  "Math",
  "Number",
  "Object",
  "Array",
  "String",
  "BigInt",
  "Reflect",
]);
const cheapFunctions: ReadonlySet<string> = new Set([
  "Number",
  "String",
  "Boolean",
  "BigInt",
  "Symbol",
  "parseInt",
  "parseFloat",
  "isNaN",
  "isFinite",
]);
const cheapMethods: ReadonlySet<string> = new Set(
  "push pop shift unshift at charAt charCodeAt codePointAt toUpperCase toLowerCase trim trimStart trimEnd startsWith endsWith toFixed has add valueOf getTime".split(
    " ",
  ),
);

export default defineRule<Options>({
  name: "no-span-in-hot-code",
  description: "Disallow spans in tight loops, getters and trivial functions",
  type: "suggestion",
  options: { loops: { enum: ["tight", "all"] } },
  messages: {
    loop: "This span is made in each turn of a tight loop. Make one span around the loop, and count the turns in an attribute.",
    getter:
      "Reading the property `{{name}}` makes a span. Readers do not expect that to cost anything; make the span where the work is done.",
    trivial:
      "This span costs more than the work in it. Remove it, and write an attribute on the span around it.",
    remove: "Remove the span.",
  },
  create(input) {
    const { origins, report } = input;
    return {
      CallExpression(call: Call) {
        const origin = origins(call.callee);
        if (origin === undefined || !(withCallback.has(origin) || started.has(origin))) return;
        const work = callbackOf(call, origins);
        const getter = getterAround(call);
        if (getter !== undefined)
          report({
            node: call,
            messageId: "getter",
            data: { name: getter },
            suggest: removal(input, call, work),
          });
        else if (
          work !== undefined &&
          !isAsync(work) &&
          withCallback.has(origin) &&
          isTrivial(input, work.body)
        ) {
          const looped = loopAround(call) !== undefined;
          if (looped || isWholeFunction(call))
            report({
              node: call,
              messageId: looped ? "loop" : "trivial",
              suggest: removal(input, call, work),
            });
        } else if (isTight(input, call, work))
          report({ node: call, messageId: "loop", suggest: removal(input, call, work) });
      },
    };
  },
});

/** No call, no loop, no waiting: nothing that could take long. */
function isTrivial(input: RuleInput<Options>, node: Node): boolean {
  const { sourceCode } = input.context;
  if (node.type === "BlockStatement" && node.body.length === 0) return false;
  return !contains(node, sourceCode, (one) => takesTime(input, one), true);
}

function takesTime(input: RuleInput<Options>, node: Node): boolean {
  const { origins } = input;
  if (
    /^(?:Await|Yield|New|TaggedTemplate|Import)Expression$|^Throw|^(?:For|While|DoWhile|ForOf|ForIn)Statement$|^JSX/.test(
      node.type,
    )
  )
    return true;
  // getters and functions elsewhere may do anything
  if (isFunction(node)) return true;
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  if (origins(callee) !== undefined) return false;
  if (callee.type === "Identifier") return !cheapFunctions.has(callee.name);
  if (callee.type !== "MemberExpression") return true;
  return !cheapObjects.has(lastName(callee.object) ?? "") && !cheapMethods.has(lastName(callee) ?? "");
}

function isTight(input: RuleInput<Options>, call: Call, work: FunctionNode | undefined): boolean {
  const { options } = input;
  const { sourceCode } = input.context;
  const loop = loopAround(call);
  if (loop === undefined || !isDiscarded(call) || isAsync(work)) return false;
  const body = isFunction(loop) ? loop.body : loop;
  const ownWork: Node = work ?? body;
  if (contains(body, sourceCode, waits) || contains(ownWork, sourceCode, takesLong, true)) return false;
  if (options.loops === "all") return true;
  if (work === undefined && isFunction(loop)) return false;
  return isCounting(loop) || loopAround(loop) !== undefined;
}

function removal(input: RuleInput<Options>, call: Call, work: FunctionNode | undefined): Suggestion[] {
  const { sourceCode } = input.context;
  if (work === undefined) return removeStarted(input, call);
  const usesSpan = work.params.length > 0;
  if (usesSpan || work.body.type === "BlockStatement") return [];
  const text = sourceCode.getText(work.body as never);
  const isSimple = /^(?:Identifier|Literal|CallExpression|MemberExpression)$/.test(work.body.type);
  return [
    {
      messageId: "remove",
      fix: (fixer) => fixer.replaceText(call as never, isSimple ? text : `(${text})`),
    },
  ];
}

/** Removes the declaration and each `span.end();`, where nothing else uses the span. */
function removeStarted(input: RuleInput<Options>, call: Call): Suggestion[] {
  const { origins } = input;
  const { sourceCode } = input.context;
  const declarator = wrapped(call).parent;
  if (
    declarator?.type !== "VariableDeclarator" ||
    declarator.id.type !== "Identifier" ||
    declarator.parent.declarations.length !== 1
  )
    return [];
  const references = origins.variable(declarator.id)?.references.filter((one) => one.isRead()) ?? [];
  const statements = references.map(({ identifier }) => callStatement(identifier as Node));
  if (statements.some((one) => one === undefined)) return [];
  const removed = [declarator.parent, ...(statements as Node[])];
  const fix = (fixer: Rule.RuleFixer): Rule.Fix[] =>
    removed.map((one) => removeStatement(fixer, one, sourceCode));
  return [{ messageId: "remove", fix }];
}

/** The statement `span.end();` that `identifier` is the span of. */
function callStatement(identifier: Node): Node | undefined {
  const member = identifier.parent;
  if (
    member?.type !== "MemberExpression" ||
    member.object !== identifier ||
    !/^(?:end|close)$/.test(lastName(member) ?? "")
  )
    return undefined;
  const call = member.parent;
  if (call.type !== "CallExpression") return undefined;
  const statement = statementAround(call);
  return statement.type === "ExpressionStatement" && unwrap(statement.expression) === call
    ? statement
    : undefined;
}

/** Whether a named function does nothing else: `const area = (a, b) => trace("area", () => a * b)`. */
function isWholeFunction(call: Call): boolean {
  const fn = functionAround(call);
  if (fn === undefined || fn.parent.type === "CallExpression") return false;
  if (propertyOf(call.arguments[1], "startTime") !== undefined) return false;
  if (fn.body.type !== "BlockStatement") return unwrap(fn.body) === call;
  const [only, ...others] = fn.body.body;
  return (
    others.length === 0 &&
    only?.type === "ReturnStatement" &&
    only.argument !== null &&
    unwrap(only.argument) === call
  );
}

function callbackOf(call: Call, origins: Origins): FunctionNode | undefined {
  for (const one of call.arguments) {
    const value = origins.value(one);
    if (isFunction(value)) return value;
  }
  return undefined;
}

/** The name of the getter that makes a span whenever it is read. */
function getterAround(call: Call): string | undefined {
  const fn = functionAround(call);
  const { parent } = fn ?? {};
  if (parent?.type !== "MethodDefinition" && parent?.type !== "Property") return undefined;
  if (parent.kind !== "get") return undefined;
  return parent.key.type === "Identifier" ? parent.key.name : "";
}

const isAsync = (work: FunctionNode | undefined): boolean =>
  work !== undefined && (work.async || work.generator);

/** The loop, or the function that an iterating method calls, whose turn makes the span. */
function loopAround(node: Node): Node | undefined {
  let below = node;
  for (let at = node.parent; at !== undefined && at !== null; below = at, at = at.parent as Node) {
    if (isLoop(at) && below === at.body) return at;
    if (!isFunction(at)) continue;
    const call = at.parent;
    const isCallback = call.type === "CallExpression" && call.arguments.includes(at as never);
    return isCallback && call.callee.type === "MemberExpression" && iterators.has(lastName(call.callee) ?? "")
      ? at
      : undefined;
  }
  return undefined;
}

function isLoop(node: Node): node is Node & { readonly body: Node } {
  return /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type);
}

/** `for (let i = 0; i < n; i++)` */
function isCounting(node: Node): boolean {
  return (
    node.type === "ForStatement" &&
    node.update !== null &&
    /^(?:UpdateExpression|AssignmentExpression)$/.test(node.update.type)
  );
}

/** A value that is kept may be a promise that is awaited later. */
function isDiscarded(call: Call): boolean {
  const { parent } = wrapped(call);
  if (parent?.type === "ExpressionStatement") return true;
  return (
    parent?.type === "VariableDeclarator" &&
    lastName(call.callee) !== "trace" &&
    lastName(call.callee) !== "profile"
  );
}

function waits(node: Node): boolean {
  return (
    node.type === "AwaitExpression" ||
    node.type === "YieldExpression" ||
    (node.type === "ForOfStatement" && node.await)
  );
}

/** Loops, and functions of Node that block: `readFileSync`. */
function takesLong(node: Node): boolean {
  if (node.type === "CallExpression") return (lastName(node.callee) ?? "").endsWith("Sync");
  return false;
}
