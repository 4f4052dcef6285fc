// A document against the JSON Schema of OpenTelemetry's declarative configuration: the keywords that this schema uses.
import { expectedName } from "../settings/nearest.ts";
import type { Problem } from "./read-yaml.ts";

/** The part of JSON Schema 2020-12 that the configuration's schema is written in. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly oneOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** All that is wrong with `data`; empty when it is valid. */
export function validate(data: unknown, root: Schema): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string): void => void problems.push({ path, message });

  function check(value: unknown, schema: Schema, path: string): void {
    if (schema.$ref !== undefined) {
      check(value, definition(root, schema.$ref), path);
      return;
    }
    if (schema.oneOf !== undefined) {
      const fits = schema.oneOf.some(
        (one) => validate(value, { ...one, $defs: root.$defs ?? {} }).length === 0,
      );
      if (!fits) add(path, `cannot use ${show(value)}: expected ${schema.oneOf.map(describe).join(" or ")}`);
      return;
    }
    if (!hasType(value, schema.type)) {
      add(path, `cannot use ${show(value)}: expected ${describe(schema)}${hint(value, schema)}`);
      return;
    }
    if (schema.enum !== undefined && value !== null && !schema.enum.includes(value)) {
      add(path, `cannot use ${show(value)}: expected one of ${schema.enum.join(", ")}`);
    }
    if (typeof value === "number") checkNumber(value, schema, path);
    if (Array.isArray(value)) checkItems(value, schema, path);
    else if (typeof value === "object" && value !== null) checkObject(value, schema, path);
  }

  function checkNumber(value: number, schema: Schema, path: string): void {
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
    if (value >= minimum && value <= maximum && value > exclusiveMinimum) return;
    const bounds = [
      ...(schema.minimum === undefined ? [] : [`at least ${minimum}`]),
      ...(schema.maximum === undefined ? [] : [`at most ${maximum}`]),
      ...(schema.exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ];
    add(path, `cannot use ${value}: expected a number of ${bounds.join(" and ")}`);
  }

  function checkItems(items: readonly unknown[], schema: Schema, path: string): void {
    if (items.length < (schema.minItems ?? 0)) {
      add(path, `cannot be empty: expected at least ${schema.minItems} entry; leave the key out instead`);
    }
    for (const [index, item] of items.entries()) check(item, schema.items ?? {}, `${path}[${index}]`);
  }

  function checkObject(value: object, schema: Schema, path: string): void {
    const properties = schema.properties ?? {};
    const keys = Object.keys(value);
    for (const name of schema.required ?? []) {
      if (!keys.includes(name)) add(join(path, name), "is missing: it is required");
    }
    if (keys.length < (schema.minProperties ?? 0) || keys.length > (schema.maxProperties ?? Infinity)) {
      const known = Object.keys(properties).join(", ");
      add(
        path,
        `cannot have ${keys.length} keys (${keys.join(", ")}): expected exactly one, such as ${known}`,
      );
    }
    for (const [name, inner] of Object.entries(value)) {
      if (Object.hasOwn(properties, name)) check(inner, properties[name] as Schema, join(path, name));
      else if (schema.additionalProperties === false) {
        add(
          join(path, name),
          `is not known: ${expectedName(name, Object.keys(properties))}`.replace(/\.$/, ""),
        );
      } else if (typeof schema.additionalProperties === "object") {
        check(inner, schema.additionalProperties, join(path, name));
      }
    }
  }

  check(data, root, "");
  return problems.map((problem) => ({ ...problem, path: problem.path || "the document" }));
}

function definition(root: Schema, reference: string): Schema {
  const name = reference.replace("#/$defs/", "");
  const found = root.$defs?.[name];
  if (found === undefined) throw new Error(`the schema has no ${reference}`);
  return found;
}

function hasType(value: unknown, type: string | readonly string[] | undefined): boolean {
  if (type === undefined) return true;
  return [type].flat().some((one) => {
    if (one === "null") return value === null;
    if (one === "array") return Array.isArray(value);
    if (one === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
    if (one === "integer") return Number.isInteger(value);
    return typeof value === one;
  });
}

function describe({ type, items }: Schema): string {
  const [first = "any value", ...rest] = [type ?? []].flat().filter((one) => one !== "null");
  if (first === "array" && items !== undefined) return `a list of ${describe(items)}s`;
  return [first, ...rest].join(" or ");
}

function hint(value: unknown, schema: Schema): string {
  if (typeof value === "number" && [schema.type].flat().includes("string")) return "; put it in quotes";
  return value === null ? "; give it a value or leave the key out" : "";
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return `\`${text.length > 60 ? `${text.slice(0, 57)}...` : text}\``;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
