// The JSON schema of a shape, for editors.
import { durationPattern } from "catalog/duration";
import type { Node, ObjectNode, Shape } from "../shape/shape.ts";

type Schema = Readonly<Record<string, unknown>>;

/** JSON schema (draft 2020-12) of a shape. Shapes that contain themselves become definitions. */
export function jsonSchemaOf(shape: Shape, title: string): Schema {
  const definitions: Record<string, Schema> = {};
  const root = schemaOf(shape.node, definitions);
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...root, $defs: definitions };
}

function schemaOf(node: Node, definitions: Record<string, Schema>): Schema {
  switch (node.kind) {
    case "list":
      return { type: "array", items: schemaOf(node.of.node, definitions), minItems: node.least };
    case "record":
      return { type: "object", additionalProperties: schemaOf(node.of.node, definitions) };
    case "object":
      return objectOf(node, definitions);
    case "oneOf":
      return { oneOf: node.alternatives.map((one) => objectOf(one, definitions)) };
    case "later": {
      if (!Object.hasOwn(definitions, node.name)) {
        definitions[node.name] = {};
        definitions[node.name] = schemaOf(node.get().node, definitions);
      }
      return { $ref: `#/$defs/${node.name}` };
    }
    default:
      return scalarOf(node);
  }
}

function scalarOf(node: Exclude<Node, { kind: "list" | "record" | "object" | "oneOf" | "later" }>): Schema {
  switch (node.kind) {
    case "number": {
      const { least, most, whole, above } = node;
      return {
        type: whole ? "integer" : "number",
        ...(above === undefined && least > -Infinity && { minimum: least }),
        ...(above !== undefined && { exclusiveMinimum: above }),
        ...(most < Infinity && { maximum: most }),
      };
    }
    case "duration":
      return { type: "string", pattern: durationPattern };
    case "time":
      return { type: "string", format: "date-time" };
    case "clock":
      return { type: "string", pattern: String.raw`^([01]\d|2[0-3]):[0-5]\d$|^24:00$` };
    case "boolean":
      return { type: "boolean" };
    case "scalar":
      return { type: ["string", "number", "boolean"] };
    case "choice":
      return { enum: node.values };
    case "text":
      return { type: "string", minLength: 1 };
  }
}

function objectOf({ fields, keys, help }: ObjectNode, definitions: Record<string, Schema>): Schema {
  const properties = Object.entries(fields).map(([name, field]) => [
    name,
    { description: field.help, ...schemaOf(field.shape.node, definitions) },
  ]);
  const required = Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : []));
  return {
    type: "object",
    description: help,
    properties: Object.fromEntries(properties),
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    ...(keys !== undefined && keys.length > 1 && { anyOf: keys.map((key) => ({ required: [key] })) }),
  };
}
