// The attributes that a call writes, whatever its form: `addAttribute(key, value)`, an object as an argument, or `attributes` of its options.
import type { TSESTree } from "@typescript-eslint/types";
import { type Call, isFunction, type Node, propertyName, propertyOf, textOf, unwrap } from "../syntax.ts";
import type { Origins } from "./origin.ts";

/** What the attributes end up on. */
type Signal = "span" | "metric" | "log";

export interface Attribute {
  readonly signal: Signal;
  /** What to report: the property, or the key's argument. */
  readonly node: Node;
  /** Undefined where the key is computed. */
  readonly key: string | undefined;
  readonly keyNode: Node;
  readonly value: Node;
}

/** An expression whose properties all become attributes. */
export interface Whole {
  readonly signal: Signal;
  readonly node: Node;
  readonly spread: boolean;
}

export interface Written {
  readonly attributes: readonly Attribute[];
  readonly wholes: readonly Whole[];
}

const levels = ["trace", "debug", "info", "warn", "error", "fatal"];

/** Arguments that are attributes themselves, by the origin of the callee. */
const asArgument: Readonly<Record<string, readonly [Signal, number]>> = {
  "telltale.addAttributes": ["span", 0],
  "telltale.addEvent": ["span", 1],
  "Span.setAttributes": ["span", 0],
  "Span.addEvent": ["span", 1],
  "Transaction.addAttributes": ["span", 0],
  "Interaction.addAttributes": ["span", 0],
  "Instrument.add": ["metric", 1],
  "Instrument.set": ["metric", 1],
  "Instrument.record": ["metric", 1],
  "Instrument.with": ["metric", 0],
  "Timer.record": ["metric", 1],
  "Timer.time": ["metric", 1],
  "Timer.with": ["metric", 0],
  Stopwatch: ["metric", 0],
  "telltale.event": ["log", 1],
  "telltale.emit": ["log", 1],
  "telltale.log.with": ["log", 0],
  "Workflow.event": ["log", 1],
  "Workflow.end": ["log", 1],
  ...Object.fromEntries(levels.map((level) => [`telltale.log.${level}`, ["log", 1]] as const)),
};

/** Arguments whose property `attributes` has them. */
const asOption: Readonly<Record<string, readonly [Signal, number]>> = {
  "telltale.trace": ["span", 1],
  "telltale.startSpan": ["span", 1],
  "telltale.enterSpan": ["span", 1],
  "telltale.wrap": ["span", 1],
  "telltale.traceMethod": ["span", 0],
  "telltale.transaction": ["span", 1],
  "telltale.startTransaction": ["span", 1],
  "telltale.resumeTransaction": ["span", 1],
  "telltale.recordTransaction": ["span", 1],
  "telltale.interaction": ["span", 1],
  "telltale.captureError": ["log", 1],
  "Tracer.startSpan": ["span", 1],
  "Tracer.startActiveSpan": ["span", 1],
  "Journey.step": ["log", 1],
  "Journey.abandon": ["log", 1],
};

/** Key and value as two arguments. */
const asPair: ReadonlySet<string> = new Set([
  "telltale.addAttribute",
  "Span.setAttribute",
  "Transaction.addAttribute",
  "Interaction.addAttribute",
]);

/** What `call` writes, by the origin of its callee. */
export function writtenBy(call: Call, origins: Origins): Written {
  const origin = origins(call.callee);
  const attributes: Attribute[] = [];
  const wholes: Whole[] = [];
  if (origin !== undefined) {
    if (asPair.has(origin)) attributes.push(...pairOf(call, origins));
    const [signal, node] = objectOf(call, origin);
    if (signal !== undefined && node !== undefined) collect(node, signal, origins, attributes, wholes);
    // log records have `error` and `err` as an exception, not as attributes of these names
    if (origin.startsWith("telltale.log."))
      return { attributes: attributes.filter(({ key }) => key !== "error" && key !== "err"), wholes };
  }
  return { attributes, wholes };
}

function pairOf({ arguments: [key, value] }: Call, origins: Origins): Attribute[] {
  if (key === undefined || value === undefined || key.type === "SpreadElement") return [];
  return [{ signal: "span", node: key, key: textOf(origins.value(key)), keyNode: key, value: unwrap(value) }];
}

function objectOf(call: Call, origin: string): [Signal | undefined, Node | undefined] {
  if (Object.hasOwn(asArgument, origin)) {
    const [signal, at] = asArgument[origin] as readonly [Signal, number];
    return [signal, argument(call, at)];
  }
  if (!Object.hasOwn(asOption, origin)) return [undefined, undefined];
  const [signal, at] = asOption[origin] as readonly [Signal, number];
  const given = propertyOf(argument(call, at), "attributes")?.value;
  return [signal, given === undefined ? undefined : returned(given)];
}

function argument(call: Call, at: number): Node | undefined {
  const found = call.arguments[at];
  return found === undefined || found.type === "SpreadElement" ? undefined : found;
}

/** Attributes may be a function of the call: `attributes: (call) => ({ … })`. */
function returned(node: Node): Node | undefined {
  const inner = unwrap(node);
  if (!isFunction(inner)) return inner;
  return inner.type === "ArrowFunctionExpression" && inner.body.type !== "BlockStatement"
    ? inner.body
    : undefined;
}

function collect(
  node: Node,
  signal: Signal,
  origins: Origins,
  attributes: Attribute[],
  wholes: Whole[],
): void {
  const object = origins.value(node);
  if (object.type === "ConditionalExpression") {
    for (const one of [object.consequent, object.alternate])
      collect(one, signal, origins, attributes, wholes);
    return;
  }
  if (object.type === "LogicalExpression") return collect(object.right, signal, origins, attributes, wholes);
  if (object.type !== "ObjectExpression") {
    wholes.push({ signal, node: unwrap(node), spread: node.parent?.type === "SpreadElement" });
    return;
  }
  for (const property of object.properties) {
    if (property.type === "SpreadElement") collect(property.argument, signal, origins, attributes, wholes);
    else attributes.push(attributeOf(property, signal, origins));
  }
}

function attributeOf(node: TSESTree.Property, signal: Signal, origins: Origins): Attribute {
  const key = node.computed ? textOf(origins.value(node.key)) : propertyName(node);
  return { signal, node, key, keyNode: node.key, value: unwrap(node.value) };
}
