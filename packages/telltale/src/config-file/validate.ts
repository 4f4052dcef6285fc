// Validates a document by the JSON Schema of OpenTelemetry's declarative configuration: only the keywords that this schema uses.
import { expectedName } from "../settings/nearest.ts";
import type { Problem } from "./read-yaml.ts";

/** The part of JSON Schema 2020-12 that the configuration's schema uses. */
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

/** A check in progress. */
interface Validation {
  readonly root: Schema;
  readonly problems: Problem[];
}

/** All that is wrong with `data`; empty when it is valid. */
export function validate(data: unknown, root: Schema): readonly Problem[] {
  const validation: Validation = { root, problems: [] };
  check(validation, data, root, "");
  return validation.problems.map((problem) => ({ ...problem, path: problem.path || "the document" }));
}

function check(validation: Validation, value: unknown, schema: Schema, path: string): void {
  const { root } = validation;
  if (schema.$ref !== undefined) {
    check(validation, value, definition(root, schema.$ref), path);
    return;
  }
  if (schema.oneOf !== undefined) {
    const fits = schema.oneOf.some(
      (one) => validate(value, { ...one, $defs: root.$defs ?? {} }).length === 0,
    );
    const expected = schema.oneOf.map(describe).join(" or ");
    if (!fits) add(validation, path, `cannot use ${show(value)}: expected ${expected}`);
    return;
  }
  if (!hasType(value, schema.type)) {
    const expected = `${describe(schema)}${hint(value, schema)}`;
    add(validation, path, `cannot use ${show(value)}: expected ${expected}`);
    return;
  }
  if (schema.enum !== undefined && value !== null && !schema.enum.includes(value))
    add(validation, path, `cannot use ${show(value)}: expected one of ${schema.enum.join(", ")}`);
  if (typeof value === "number") checkNumber(validation, value, schema, path);
  if (Array.isArray(value)) checkItems(validation, value, schema, path);
  else if (typeof value === "object" && value !== null) checkObject(validation, value, schema, path);
}

function add({ problems }: Validation, path: string, message: string): void {
  problems.push({ path, message });
}

function checkNumber(validation: Validation, value: number, schema: Schema, path: string): void {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  if (value >= minimum && value <= maximum && value > exclusiveMinimum) return;
  const bounds = [
    ...(schema.minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(schema.maximum === undefined ? [] : [`at most ${maximum}`]),
    ...(schema.exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
  ];
  add(validation, path, `cannot use ${value}: expected a number of ${bounds.join(" and ")}`);
}

function checkItems(validation: Validation, items: readonly unknown[], schema: Schema, path: string): void {
  const { minItems = 0 } = schema;
  if (items.length < minItems)
    add(validation, path, `cannot be empty: expected at least ${minItems} entry; leave the key out instead`);
  for (const [index, item] of items.entries())
    check(validation, item, schema.items ?? {}, `${path}[${index}]`);
}

function checkObject(validation: Validation, value: object, schema: Schema, path: string): void {
  const { properties = {}, minProperties = 0, maxProperties = Infinity } = schema;
  const keys = Object.keys(value);
  for (const name of schema.required ?? []) {
    if (!keys.includes(name)) add(validation, join(path, name), "is missing: it is required");
  }
  if (keys.length < minProperties || keys.length > maxProperties) {
    const found = `${keys.length} keys (${keys.join(", ")})`;
    const known = Object.keys(properties).join(", ");
    add(validation, path, `cannot have ${found}: expected exactly one, such as ${known}`);
  }
  for (const [name, inner] of Object.entries(value)) {
    const { additionalProperties } = schema;
    if (Object.hasOwn(properties, name))
      check(validation, inner, properties[name] as Schema, join(path, name));
    else if (typeof additionalProperties === "object")
      check(validation, inner, additionalProperties, join(path, name));
    else if (additionalProperties === false)
      add(
        validation,
        join(path, name),
        `is not known: ${expectedName(name, Object.keys(properties))}`.replace(/\.$/, ""),
      );
  }
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
