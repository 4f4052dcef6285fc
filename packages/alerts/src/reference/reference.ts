// The reference page of a shape: a section for each object, in the order in which they are mentioned.
import { expectedOf } from "../shape/check.ts";
import type { Node, ObjectNode, Shape } from "../shape/shape.ts";

/** Markdown below the heading of the page. */
export function referenceOf(shape: Shape): string {
  const objects: ObjectNode[] = [];
  collect(shape.node, objects, new Set());
  return objects.map(sectionOf).join("\n\n");
}

function collect(node: Node, objects: ObjectNode[], seen: Set<string>): void {
  if (node.kind === "list" || node.kind === "record") collect(node.of.node, objects, seen);
  else if (node.kind === "later") collect(node.get().node, objects, seen);
  else if (node.kind === "oneOf") for (const one of node.alternatives) collect(one, objects, seen);
  else if (node.kind === "object" && !seen.has(node.name)) {
    seen.add(node.name);
    objects.push(node);
    for (const { shape } of Object.values(node.fields)) collect(shape.node, objects, seen);
  }
}

function sectionOf({ name, help, fields }: ObjectNode): string {
  const rows = Object.entries(fields).map(([key, { shape, required, help: text, byDefault }]) => {
    const fallback = required ? "**required**" : (byDefault ?? "");
    return `| \`${key}\` | ${typeOf(shape.node)} | ${fallback} | ${text} |`;
  });
  return [
    `## ${name}`,
    "",
    help,
    "",
    "| field | value | default | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function typeOf(node: Node): string {
  if (node.kind === "list") return `list of ${typeOf(node.of.node)}`;
  if (node.kind === "record") return `names and ${typeOf(node.of.node)}`;
  if (node.kind === "object" || node.kind === "later") return linkTo(node.name);
  if (node.kind === "oneOf") return node.alternatives.map(({ name }) => linkTo(name)).join(", ");
  return expectedOf(node);
}

function linkTo(name: string): string {
  return `[${name}](#${name.toLowerCase().replaceAll(" ", "-")})`;
}
