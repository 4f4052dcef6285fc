// `(result) => result.observe(value, attributes)` becomes `() => [{ value, attributes }]`: what a callback observes is what it returns.
import { bare, child, children, isFunction, keyOf, type Node, walk } from "../../code/node.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { hasComment, nameOf, type Replacement, type Range } from "../edits.ts";
import type { Draft } from "../migration.ts";
import { isReference } from "../references.ts";

/** A function whose observations are all known. */
export interface ObservedCallback {
  readonly fn: Node;
  /** Replaces its parameter and its observations. */
  edit(draft: Draft): void;
}

/** A text is the reason why the function stays as it is. */
export function readCallback(
  { module, edits }: Draft,
  argument: Node | undefined,
): ObservedCallback | string {
  const fn = argument && bare(argument);
  if (!isFunction(fn)) return "its callback is defined elsewhere";
  const [parameter, ...more] = children(fn, "params");
  const [name, body] = [nameOf(parameter), child(fn, "body")];
  if (name === undefined || body === undefined || more.length > 0 || fn["generator"] === true)
    return "its callback has other parameters than the result";
  const calls = observations(body, name);
  const known = calls.flatMap((call) => argumentsOf(call) ?? []);
  if (calls.length === 0 || known.length < calls.length || !isOnlyObserved(module, body, name, calls.length))
    return "its callback does more than observe at its end";
  if (known.slice(1).some(mayThrow))
    return "it observes several values and calls functions for them: if a later one throws, the earlier ones count today, and would not";
  const removed = removedParameter(edits.source, fn, parameter!);
  if (
    hasComment(edits.source, removed.start, removed.end) ||
    hasComment(edits.source, calls[0]!.start, calls.at(-1)!.end)
  )
    return "a comment is in the lines that would be removed";
  return {
    fn,
    edit(draft) {
      draft.edits.replace(removed, removed.replacement);
      const isStatement = body.type === "BlockStatement";
      draft.edits.replace(calls[0]!, isStatement ? "return " : "", ...resultOf(known));
      for (const call of calls.slice(1)) draft.edits.removeStatement(module.parentOf(call)!);
    },
  };
}

/** The calls `name.observe(…)` that the function ends with. */
function observations(body: Node, name: string): readonly Node[] {
  if (body.type !== "BlockStatement") return isObservation(body, name) ? [body] : [];
  const expressions = children(body, "body").map((one) =>
    one.type === "ExpressionStatement" ? child(one, "expression")! : one,
  );
  return expressions.slice(expressions.findLastIndex((one) => !isObservation(one, name)) + 1);
}

function isObservation(node: Node, name: string): boolean {
  const callee = node.type === "CallExpression" ? child(node, "callee") : undefined;
  return (
    callee?.type === "MemberExpression" &&
    keyOf(callee) === "observe" &&
    nameOf(child(callee, "object")) === name
  );
}

type Observation = readonly [value: Node, attributes: Node | undefined];

function argumentsOf(call: Node): readonly Observation[] | undefined {
  const [value, attributes, ...more] = children(call, "arguments");
  const isPlain = [value, attributes].every((one) => one?.type !== "SpreadElement");
  return value === undefined || more.length > 0 || !isPlain ? undefined : [[value, attributes]];
}

const calling: ReadonlySet<string> = new Set([
  "AwaitExpression",
  "CallExpression",
  "ImportExpression",
  "NewExpression",
  "TaggedTemplateExpression",
]);

/** Whether a value or its attributes call a function, which may throw. */
function mayThrow(observation: Observation): boolean {
  let calls = false;
  for (const part of observation)
    if (part !== undefined)
      walk(part, ({ type }) => {
        if (calling.has(type)) calls = true;
      });
  return calls;
}

/** Whether the result is used for `count` observations only, and nothing else is returned. */
function isOnlyObserved(module: SourceModule, body: Node, name: string, count: number): boolean {
  let [uses, isPlain] = [0, true];
  walk(body, (node) => {
    if (node.type === "ReturnStatement" && child(node, "argument") !== undefined) isPlain = false;
    if (nameOf(node) === "arguments") isPlain = false;
    if (nameOf(node) === name && isReference(module, node)) uses++;
  });
  return isPlain && uses === count;
}

interface Removed extends Range {
  readonly replacement: string;
}

/** The parameter of `(result) =>`, `result =>` or `function (result: ObservableResult)`, up to the parenthesis after it. */
function removedParameter(source: string, fn: Node, parameter: Node): Removed {
  const isInParentheses = source.slice(fn.start, parameter.start).includes("(");
  const end = isInParentheses ? source.indexOf(")", parameter.end) : parameter.end;
  return { start: parameter.start, end, replacement: isInParentheses ? "" : "()" };
}

function resultOf(observed: readonly Observation[]): readonly Replacement[] {
  const [[value, attributes]] = observed as [Observation];
  if (observed.length === 1 && attributes === undefined) return [value];
  const items = observed.map(([one, by]): readonly Replacement[] =>
    by === undefined ? ["{ value: ", one, " }"] : ["{ value: ", one, ", attributes: ", by, " }"],
  );
  return ["[", ...items.flatMap((item, index) => (index === 0 ? item : [", ", ...item])), "]"];
}
