// Whether a value that a function returns may be a promise. `trace` would wait for it, and a span that ends before would end later.
import { child, children, isFunction, keyOf, type Node, textAt, walk } from "../../code/node.ts";
import type { Binding, SourceModule } from "../../code/source-module.ts";
import { enclosingFunction } from "../migration.ts";

/** Methods of arrays, texts and numbers, which give no promise. */
const plainMethod =
  /^(?:map|filter|flatMap|slice|concat|join|split|trim|replace|replaceAll|includes|some|every|indexOf|toString|toFixed|stringify)$/;
const plainProperty = /^(?:length|size)$/;
const plainObject = /^(?:JSON|Math|Object|Number|String|Buffer|Date)$/;
const plainFunction = /^(?:Number|String|Boolean|BigInt|parseInt|parseFloat|isNaN)$/;
const plainValue = /^(?:undefined|NaN|Infinity)$/;

/** Where expressions have the value that they give. */
const valuesOf: Readonly<Record<string, readonly string[]>> = {
  ConditionalExpression: ["consequent", "alternate"],
  LogicalExpression: ["left", "right"],
  AssignmentExpression: ["right"],
  ParenthesizedExpression: ["expression"],
  ChainExpression: ["expression"],
  TSAsExpression: ["expression"],
  TSSatisfiesExpression: ["expression"],
  TSNonNullExpression: ["expression"],
};

/** Whether `node`, or a variable that it names, gets its value from a call that may give a promise and is not awaited. */
export function mayBePromise(module: SourceModule, node: Node | undefined): boolean {
  return isPromise({ module, seen: new Set() }, node);
}

/** Whether a `return` of `fn` in `inside` may give a promise. */
export function mayReturnPromise(module: SourceModule, fn: Node, inside: Node): boolean {
  return returnsPromise({ module, seen: new Set() }, fn, inside);
}

interface Search {
  readonly module: SourceModule;
  /** What was looked at: it does not say more a second time. */
  readonly seen: Set<Node>;
}

function isPromise(search: Search, node: Node | undefined): boolean {
  if (node === undefined || search.seen.has(node)) return false;
  search.seen.add(node);
  switch (node.type) {
    case "Identifier":
      return isPromiseVariable(search, node);
    case "CallExpression":
      return givesPromise(search, node);
    case "NewExpression":
      return textAt(child(node, "callee"), "name") === "Promise";
    case "MemberExpression":
      return !plainProperty.test(keyOf(node) ?? "");
    case "ImportExpression":
    case "TaggedTemplateExpression":
    case "YieldExpression":
      return true;
    case "SequenceExpression":
      return isPromise(search, children(node, "expressions").at(-1));
    default:
      return (valuesOf[node.type] ?? []).some((key) => isPromise(search, child(node, key)));
  }
}

function isPromiseVariable(search: Search, variable: Node): boolean {
  const { module } = search;
  const name = String(variable["name"]);
  const binding = module.resolve(name, variable);
  if (binding === undefined) return !plainValue.test(name);
  if (isPromise(search, binding.value) || isPromise(search, binding.fallback)) return true;
  return (
    module.isReassigned(name) &&
    module.nodes.some(
      (one) =>
        one.type === "AssignmentExpression" &&
        child(one, "left")?.["name"] === name &&
        isPromise(search, child(one, "right")),
    )
  );
}

function givesPromise(search: Search, call: Node): boolean {
  const { module } = search;
  const callee = child(call, "callee")!;
  if (callee.type === "Identifier") {
    const name = String(callee["name"]);
    const binding = module.resolve(name, callee);
    if (binding === undefined) return !plainFunction.test(name);
    return binding.keys.length > 0 || module.isReassigned(name) || isAsynchronous(search, binding.value);
  }
  const key = keyOf(callee);
  const given = children(call, "arguments");
  if (callee.type !== "MemberExpression" || key === undefined) return true;
  const object = textAt(child(callee, "object"), "name") ?? "";
  const binding = module.resolve(object, callee);
  if (plainMethod.test(key)) return object === "Promise" || isImported(binding);
  if (key === "reduce") return given[1]?.type !== "Literal";
  if (key === "startActiveSpan") return isAsynchronous(search, given.at(-1));
  return !plainObject.test(object) || binding !== undefined;
}

/** Of a library: `async.map` gives a promise. */
function isImported(binding: Binding | undefined): boolean {
  const loader = binding?.value?.type === "CallExpression" ? child(binding.value, "callee") : undefined;
  return binding?.kind === "import" || textAt(loader, "name") === "require";
}

/** Whether calls of `fn` may give a promise. */
function isAsynchronous(search: Search, fn: Node | undefined): boolean {
  if (!isFunction(fn) || fn["async"] === true || fn["generator"] === true) return true;
  if (search.seen.has(fn)) return false;
  search.seen.add(fn);
  const body = child(fn, "body")!;
  return body.type === "BlockStatement" ? returnsPromise(search, fn, body) : isPromise(search, body);
}

function returnsPromise(search: Search, fn: Node, inside: Node): boolean {
  const returned: Node[] = [];
  walk(inside, (node) => {
    const value = node.type === "ReturnStatement" ? child(node, "argument") : undefined;
    if (value !== undefined && enclosingFunction(search.module, node) === fn) returned.push(value);
  });
  return returned.some((value) => isPromise(search, value));
}
