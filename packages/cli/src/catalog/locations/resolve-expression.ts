// What an expression stands for, found without running it: casts, calls with a declaration, constants, members, and imports of neighbouring
// files. `undefined` where the source does not say it.
import type { Argument, Expression, MemberExpression, ObjectExpression, ObjectProperty } from "oxc-parser";
import { type ReadModule, resolveNeighbour, type SourceModule } from "./source-module.ts";

/** An expression and the module that it is in. */
export interface Placed {
  readonly node: Expression | Argument;
  readonly module: SourceModule;
}

/** Deep enough for any catalog; ends cycles of constants and imports. */
const deepest = 64;

/** Follows casts, names, members and calls to the literal that they stand for. */
export function resolve(from: Placed, read: ReadModule, depth = 0): Placed | undefined {
  const { node, module } = from;
  if (depth > deepest) return undefined;
  const next = (inner: Expression | Argument): Placed | undefined =>
    resolve({ node: inner, module }, read, depth + 1);
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
      return next(node.expression);
    case "CallExpression":
      // `defineCatalog({ … })`, `Object.freeze({ … })`, and functions of the user that take a declaration
      return node.arguments[0] === undefined ? undefined : next(node.arguments[0]);
    case "Identifier": {
      const named = resolveName(module, node.name, read);
      return named === undefined ? undefined : resolve(named, read, depth + 1);
    }
    case "MemberExpression":
      return resolveMember(node, module, read, depth);
    default:
      return from;
  }
}

function resolveMember(
  node: MemberExpression,
  module: SourceModule,
  read: ReadModule,
  depth: number,
): Placed | undefined {
  const key = node.computed
    ? stringOf({ node: node.property, module }, read)
    : (node.property as { readonly name: string }).name;
  if (key === undefined) return undefined;
  const namespace = node.object.type === "Identifier" ? module.imports.get(node.object.name) : undefined;
  if (namespace?.name === "*") return ofModule(namespace.from, key, module, read, depth);
  const found = member({ node: node.object, module }, key, read, depth);
  return found === undefined ? undefined : resolve(found, read, depth + 1);
}

function ofModule(
  specifier: string,
  name: string,
  from: SourceModule,
  read: ReadModule,
  depth: number,
): Placed | undefined {
  const file = resolveNeighbour(specifier, from.file);
  const module = file === undefined ? undefined : read(file);
  const found = module === undefined ? undefined : resolveExport(module, name, read);
  return found === undefined ? undefined : resolve(found, read, depth + 1);
}

export function member(object: Placed, key: string, read: ReadModule, depth = 0): Placed | undefined {
  const resolved = resolve(object, read, depth + 1);
  if (resolved?.node.type !== "ObjectExpression") return undefined;
  return propertyOf(resolved.node, resolved.module, key, read, depth);
}

function propertyOf(
  object: ObjectExpression,
  module: SourceModule,
  key: string,
  read: ReadModule,
  depth: number,
): Placed | undefined {
  // the last one wins
  for (const property of object.properties.toReversed()) {
    if (property.type === "SpreadElement") {
      const found =
        depth > deepest ? undefined : member({ node: property.argument, module }, key, read, depth + 1);
      if (found !== undefined) return found;
    } else if (keyOf(property, module, read) === key) return { node: property.value, module };
  }
  return undefined;
}

export function keyOf(property: ObjectProperty, module: SourceModule, read: ReadModule): string | undefined {
  if (property.computed) return stringOf({ node: property.key as Expression, module }, read);
  if (property.key.type === "Identifier") return property.key.name;
  return property.key.type === "Literal" ? String(property.key.value) : undefined;
}

function stringOf(from: Placed, read: ReadModule): string | undefined {
  const node = resolve(from, read)?.node;
  if (node?.type === "Literal" && (typeof node.value === "string" || typeof node.value === "number"))
    return String(node.value);
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

function resolveName(module: SourceModule, name: string, read: ReadModule): Placed | undefined {
  const constant = module.constants.get(name);
  if (constant !== undefined) return { node: constant, module };
  const imported = module.imports.get(name);
  if (imported === undefined || imported.name === "*") return undefined;
  const file = resolveNeighbour(imported.from, module.file);
  const other = file === undefined ? undefined : read(file);
  return other === undefined ? undefined : resolveExport(other, imported.name, read);
}

export function resolveExport(
  module: SourceModule,
  name: string,
  read: ReadModule,
  seen: ReadonlySet<SourceModule> = new Set(),
): Placed | undefined {
  if (seen.has(module)) return undefined;
  const now = new Set([...seen, module]);
  const exported = module.exports.get(name);
  if (typeof exported === "string") return resolveName(module, exported, read);
  if (exported !== undefined && "value" in exported) return { node: exported.value, module };
  const sources = exported === undefined ? module.reexports.map((from) => ({ from, name })) : [exported];
  for (const source of sources) {
    const file = resolveNeighbour(source.from, module.file);
    const other = file === undefined ? undefined : read(file);
    const found = other === undefined ? undefined : resolveExport(other, source.name, read, now);
    if (found !== undefined) return found;
  }
  return undefined;
}
