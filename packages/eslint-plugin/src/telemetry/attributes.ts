// The attributes that a call writes, whatever its form: `addAttribute(key, value)`, an object as an argument, or `attributes` of its options.
import type { TSESTree } from "@typescript-eslint/types";
import type { Call as KnownCall } from "catalog/calls";
import { type Call, isFunction, type Node, propertyName, propertyOf, textOf, unwrap } from "../syntax.ts";
import { argumentAt, callAt } from "./calls.ts";
import type { Origins } from "./origin.ts";

export interface Attribute {
  /** Whether it is of a metric, whose attributes make series. */
  readonly onMetric: boolean;
  /** What to report: the property, or the key's argument. */
  readonly node: Node;
  /** Undefined where the key is computed. */
  readonly key: string | undefined;
  readonly keyNode: Node;
  readonly value: Node;
}

/** An expression whose properties all become attributes. */
export interface Whole {
  readonly node: Node;
  readonly spread: boolean;
}

export interface Written {
  readonly attributes: readonly Attribute[];
  readonly wholes: readonly Whole[];
}

/** What `node` writes, by the origin of its callee. */
export function writtenBy(node: Call, origins: Origins): Written {
  const attributes: Attribute[] = [];
  const wholes: Whole[] = [];
  const origin = origins(node.callee);
  const call = callAt(origin);
  if (call === undefined) return { attributes, wholes };
  const onMetric = call.kind === "metric" || call.kind === "measurement";
  if (call.attributeKey !== undefined) attributes.push(...pairOf(node, call.attributeKey, origins));
  for (const object of objectsOf(node, call)) collect(object, onMetric, origins, attributes, wholes);
  // log records have `error` and `err` as an exception, not as attributes of these names
  if (origin?.startsWith("telltale.log.") === true)
    return { attributes: attributes.filter(({ key }) => key !== "error" && key !== "err"), wholes };
  return { attributes, wholes };
}

function pairOf(node: Call, at: number, origins: Origins): Attribute[] {
  const [key, value] = [argumentAt(node, at), argumentAt(node, at + 1)];
  if (key === undefined || value === undefined) return [];
  return [
    { onMetric: false, node: key, key: textOf(origins.value(key)), keyNode: key, value: unwrap(value) },
  ];
}

/** The objects of attributes: an argument, `attributes` of the options, and `attributes` of what a callback observes. */
function objectsOf(node: Call, { attributes, options, observes }: KnownCall): readonly Node[] {
  const given = attributes === undefined ? undefined : argumentAt(node, attributes);
  const option =
    options === undefined ? undefined : propertyOf(argumentAt(node, options), "attributes")?.value;
  const callback = observes === undefined ? undefined : argumentAt(node, observes);
  return [
    given,
    ...(option ? returned(option) : []),
    ...(callback ? returned(callback).flatMap(observed) : []),
  ].filter((one) => one !== undefined && one !== null);
}

/** The attributes of `[{ value, attributes }, …]`. */
function observed(list: Node): readonly (Node | undefined)[] {
  const inner = unwrap(list);
  if (inner.type !== "ArrayExpression") return [];
  return inner.elements.map((one) => propertyOf(one ?? undefined, "attributes")?.value);
}

/** Attributes may be a function of the call: `attributes: (call) => ({ … })`. Returns within nested statements are not followed. */
function returned(node: Node): readonly Node[] {
  const inner = unwrap(node);
  if (!isFunction(inner)) return [inner];
  if (inner.body.type !== "BlockStatement") return [inner.body];
  return inner.body.body.flatMap((one) =>
    one.type === "ReturnStatement" && one.argument !== null ? [one.argument] : [],
  );
}

function collect(
  node: Node,
  onMetric: boolean,
  origins: Origins,
  attributes: Attribute[],
  wholes: Whole[],
): void {
  const object = origins.value(node);
  if (object.type === "ConditionalExpression") {
    for (const one of [object.consequent, object.alternate])
      collect(one, onMetric, origins, attributes, wholes);
    return;
  }
  if (object.type === "LogicalExpression")
    return collect(object.right, onMetric, origins, attributes, wholes);
  if (object.type !== "ObjectExpression") {
    wholes.push({ node: unwrap(node), spread: node.parent?.type === "SpreadElement" });
    return;
  }
  for (const property of object.properties) {
    if (property.type === "SpreadElement") collect(property.argument, onMetric, origins, attributes, wholes);
    else attributes.push(attributeOf(property, onMetric, origins));
  }
}

function attributeOf(node: TSESTree.Property, onMetric: boolean, origins: Origins): Attribute {
  const key = node.computed ? textOf(origins.value(node.key)) : propertyName(node);
  return { onMetric, node, key, keyNode: node.key, value: unwrap(node.value) };
}
