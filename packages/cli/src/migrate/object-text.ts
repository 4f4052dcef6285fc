// Options that a converted call gets: an object literal, written from texts and from ranges of the source, in the shape of the object it replaces.
import type { Node } from "../code/node.ts";
import { indentAt, lineEndOf, type Replacement } from "./edits.ts";

/** One property: its key, and its value. */
export type PropertyText = readonly [key: string, ...value: readonly Replacement[]];

/** The object's parts: over several lines when `shape` is. */
export function objectParts(
  source: string,
  shape: Node | undefined,
  properties: readonly PropertyText[],
): readonly Replacement[] {
  if (properties.length === 0) return ["{}"];
  const text = shape === undefined ? "" : source.slice(shape.start, shape.end);
  if (!/^\{\s*\n/.test(text))
    return [
      "{ ",
      ...properties.flatMap(([key, ...value], index) => [index === 0 ? "" : ", ", `${key}: `, ...value]),
      " }",
    ];
  const [outer, inner] = [
    indentAt(source, shape!.end - 1),
    indentAt(source, shape!.start + text.search(/[^{\s]/)),
  ];
  const end = lineEndOf(source);
  return [
    `{${end}`,
    ...properties.flatMap(([key, ...value]) => [`${inner}${key}: `, ...value, `,${end}`]),
    `${outer}}`,
  ];
}
