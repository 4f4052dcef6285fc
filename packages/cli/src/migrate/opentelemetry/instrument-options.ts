// The options of an instrument of the stock API: which of them Telltale has, and how they are written.
import { bare, child, children, keyOf, type Node } from "../../code/node.ts";
import { objectParts, type PropertyText } from "../object-text.ts";

interface Options {
  readonly kept: readonly Node[];
  readonly bounds?: Node | undefined;
  /** Whether an option has to go. */
  readonly isChanged: boolean;
}

/** Its properties. A text is the reason why the instrument stays as it is. */
export function readOptions(options: Node): readonly Node[] | string {
  if (options.type !== "ObjectExpression") return "its options are not written here";
  const properties = children(options, "properties");
  for (const property of properties) {
    const [key, value] = [keyOf(property), child(property, "value")];
    if (key === undefined || value === undefined || property["kind"] !== "init")
      return "its options are not written here";
    if (key === "advice" && !isKnownAdvice(bare(value))) return "its `advice` is not written here";
    if (key === "valueType" && !isDouble(bare(value)))
      return "its `valueType` may be `INT`: the stock SDK cuts fractions off, and Telltale records them";
    if (!/^(?:description|unit|valueType|advice)$/.test(key)) return `it has the option \`${key}\``;
  }
  return properties;
}

/** `{ explicitBucketBoundaries: … }` and nothing else. */
function isKnownAdvice(advice: Node): boolean {
  const properties = advice.type === "ObjectExpression" ? children(advice, "properties") : [undefined];
  return properties.every((one) => one?.["kind"] === "init" && keyOf(one) === "explicitBucketBoundaries");
}

/** `ValueType.DOUBLE`, which is the default. */
const isDouble = (type: Node): boolean =>
  (type.type === "MemberExpression" && keyOf(type) === "DOUBLE") || type["value"] === 1;

/** The properties that stay, and the bounds of a histogram. */
export function splitOptions(properties: readonly Node[]): Options {
  const advice = properties.find((one) => keyOf(one) === "advice");
  const inner = advice === undefined ? [] : children(bare(child(advice, "value")!), "properties");
  const bounds = inner.find((one) => keyOf(one) === "explicitBucketBoundaries");
  const kept = properties.filter((one) => /^(?:description|unit)$/.test(keyOf(one) ?? ""));
  return { kept, bounds: bounds && child(bounds, "value"), isChanged: kept.length < properties.length };
}

/** The options without those that Telltale does not have; undefined when none is left. */
export function optionsText(
  source: string,
  options: Node | undefined,
  properties: readonly Node[],
): string | undefined {
  const { kept, isChanged } = splitOptions(properties);
  if (options === undefined || kept.length === 0) return undefined;
  if (!isChanged) return source.slice(options.start, options.end);
  const parts: PropertyText[] = kept.map((one) => [keyOf(one)!, child(one, "value")!]);
  return objectParts(source, options, parts)
    .map((part) => (typeof part === "string" ? part : source.slice(part.start, part.end)))
    .join("");
}
