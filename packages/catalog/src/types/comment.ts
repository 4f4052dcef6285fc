// Documentation comments from what a catalog says of a thing.
import { docComment, type TypeScript } from "quoting/typescript";
import { classSizes } from "../cardinality-class.ts";
import type { Attribute, Deprecated, Member, Thing } from "../catalog.ts";

/** The comment of an attribute: description, values or type, unit, class, sensitivity, examples. */
export function attributeComment(attribute: Attribute): readonly TypeScript[] {
  const { members, open, type, unit, cardinality, sensitivity, examples = [] } = attribute;
  const isClosed = members !== undefined && open !== true;
  const facts = [
    members === undefined
      ? `Type \`${type}\`.`
      : `One of ${members.map(({ value }) => code(value)).join(", ")}${open === true ? ", or another" : ""}.`,
    unit === undefined ? "" : `Unit ${code(unit)}.`,
    cardinality === undefined || cardinality === "unbounded" || isClosed
      ? ""
      : `Up to ${classSizes[cardinality].toLocaleString("en")} values.`,
    cardinality === "unbounded" && !isClosed ? "Any number of values: not for metrics." : "",
    sensitivity === "personal" ? "Personal data: not for metrics." : "",
    sensitivity === "secret" ? "Secret: must not be emitted." : "",
    examples.length === 0 ? "" : `For example ${examples.slice(0, 3).map(code).join(", ")}.`,
  ];
  return commentOf(attribute, [
    facts.filter((fact) => fact !== "").join(" "),
    ...(members ?? []).flatMap(memberLine),
  ]);
}

function memberLine({ value, description, deprecated }: Member): string[] {
  const texts = [description, deprecated === undefined ? undefined : deprecationOf(deprecated)];
  const known = texts.filter((text) => text !== undefined);
  return known.length === 0 ? [] : [`- ${code(value)}: ${known.join(" ")}`];
}

/** A comment: the description, a paragraph of each of `facts`, the owner, and whether it is deprecated. */
export function commentOf(
  { description, owner, deprecated }: Thing,
  facts: readonly string[],
): readonly TypeScript[] {
  const paragraphs = [
    ...(description === undefined ? [] : [description]),
    ...facts,
    ...(owner === undefined ? [] : [`Owner: ${owner}.`]),
  ];
  const lines = paragraphs.flatMap((text, at) => {
    const isItem = text.startsWith("- ") && paragraphs[at - 1]?.startsWith("- ") === true;
    return [...(at === 0 || isItem ? [] : [""]), text];
  });
  return docComment(lines, deprecated === undefined ? undefined : deprecationOf(deprecated));
}

function deprecationOf({ renamedTo, note }: Deprecated): string {
  const use = renamedTo === undefined ? undefined : `Use ${code(renamedTo)}.`;
  const texts = [use, note].filter((text) => text !== undefined);
  return texts.length === 0 ? "It is deprecated." : texts.join(" ").replaceAll(/\s+/g, " ");
}

const code = (value: unknown): string => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
