// The type of an expression as an attribute would have it, by literals, operators and written types. Undefined where the source does not say.
import { bare, child, children, isFunction, keyOf, literalText, type Node, textAt } from "./node.ts";
import { createMemo } from "./memo.ts";
import type { Project, Site } from "./project.ts";
import { enumMembers, textsOf, valuesOf } from "./texts.ts";

/** `number`: an `int` or a `double`, which the source does not tell apart. */
export type CodeType =
  | "string"
  | "int"
  | "double"
  | "number"
  | "boolean"
  | `${"string" | "int" | "double" | "number" | "boolean"}[]`;

export interface ValueType {
  readonly type: CodeType;
  /** All values, where the source lists them: literals and unions of literals. */
  readonly values?: readonly (string | number)[];
}

const maxDepth = 10;
const texts: ReadonlySet<string> = new Set(
  "toString toFixed toUpperCase toLowerCase trim slice join toISOString padStart padEnd replace replaceAll substring concat toJSON".split(
    " ",
  ),
);
const integers: ReadonlySet<string> = new Set(
  "floor round trunc ceil parseInt now getTime indexOf".split(" "),
);

/** Reads the type of the expression at `site`. */
export function typeOf(project: Project, { module, node }: Site, depth = maxDepth): ValueType | undefined {
  if (depth <= 0) return undefined;
  return knownTypes(project, node, () => readType(project, { module, node: bare(node) }, depth));
}

const knownTypes = createMemo<ValueType | undefined>(undefined);

function readType(project: Project, { module, node }: Site, depth: number): ValueType | undefined {
  const literal = literalText(node);
  if (literal !== undefined) return { type: "string", values: [literal] };
  const at = (key: string): ValueType | undefined => {
    const inner = child(node, key);
    return inner && typeOf(project, { module, node: inner }, depth - 1);
  };
  switch (node.type) {
    case "Literal":
      return ofLiteral(node["value"]);
    case "TemplateLiteral":
      return { type: "string" };
    case "UnaryExpression":
      if (node["operator"] === "typeof") return { type: "string" };
      return node["operator"] === "!" ? { type: "boolean" } : { type: at("argument")?.type ?? "number" };
    case "BinaryExpression":
      return ofOperator(String(node["operator"]), at("left"), at("right"));
    case "ConditionalExpression":
      return either(at("consequent"), at("alternate"));
    case "LogicalExpression":
      return either(at("left"), at("right"));
    case "ArrayExpression":
      return ofArray(
        children(node, "elements").map((element) => typeOf(project, { module, node: element }, depth - 1)),
      );
    case "CallExpression":
      return ofCall(project, { module, node }, depth);
    default:
      return ofName(project, { module, node }, depth);
  }
}

function ofLiteral(value: unknown): ValueType | undefined {
  if (typeof value === "boolean") return { type: "boolean" };
  if (typeof value === "number") return { type: Number.isInteger(value) ? "int" : "double", values: [value] };
  return undefined;
}

function ofOperator(
  operator: string,
  left: ValueType | undefined,
  right: ValueType | undefined,
): ValueType | undefined {
  if (/^[=!]==?$|^[<>]=?$|^in$|^instanceof$/.test(operator)) return { type: "boolean" };
  if (operator === "+") {
    if (left?.type === "string" || right?.type === "string") return { type: "string" };
    return left === undefined || right === undefined ? undefined : { type: "number" };
  }
  return { type: /^[|&^]$|^<<$|^>>>?$/.test(operator) ? "int" : operator === "/" ? "double" : "number" };
}

/** One type of two that may apply. An unknown one says nothing, as nothing contradicts. */
function either(a: ValueType | undefined, b: ValueType | undefined): ValueType | undefined {
  if (a === undefined || b === undefined) return withoutValues(a ?? b);
  const type = a.type === b.type ? a.type : isNumeric(a.type) && isNumeric(b.type) ? "number" : undefined;
  if (type === undefined) return undefined;
  if (a.values === undefined || b.values === undefined) return { type };
  return { type, values: [...new Set([...a.values, ...b.values])] };
}

const isNumeric = (type: CodeType): boolean => type === "int" || type === "double" || type === "number";

function withoutValues(found: ValueType | undefined): ValueType | undefined {
  return found && { type: found.type };
}

function ofArray(elements: readonly (ValueType | undefined)[]): ValueType | undefined {
  const [first] = elements;
  if (first === undefined || first.type.endsWith("[]") || elements.some((one) => one?.type !== first.type))
    return undefined;
  return { type: `${first.type}[]` as CodeType };
}

function ofCall(project: Project, { module, node }: Site, depth: number): ValueType | undefined {
  const callee = bare(child(node, "callee")!);
  const name = callee.type === "MemberExpression" ? keyOf(callee) : textAt(callee, "name");
  if (name === undefined) return undefined;
  const builtIn = ofBuiltIn(name, textAt(child(callee, "object"), "name"));
  if (builtIn !== undefined) return { type: builtIn };
  for (const site of valuesOf(project, { module, node: callee }, depth)) {
    const written = isFunction(site?.node) ? child(site.node, "returnType") : undefined;
    const annotation = written && child(written, "typeAnnotation");
    if (annotation !== undefined)
      return ofAnnotation(project, { module: site!.module, node: annotation }, depth - 1);
  }
  return undefined;
}

const builtIns: Readonly<Record<string, CodeType>> = {
  String: "string",
  Boolean: "boolean",
  includes: "boolean",
  has: "boolean",
  startsWith: "boolean",
  endsWith: "boolean",
  Number: "number",
  parseFloat: "number",
};

function ofBuiltIn(name: string, owner: string | undefined): CodeType | undefined {
  if (texts.has(name)) return "string";
  if (integers.has(name)) return "int";
  return owner === "Math" ? "number" : Object.hasOwn(builtIns, name) ? builtIns[name] : undefined;
}

/** A name or member: by its written type, else by what it stands for. */
function ofName(project: Project, site: Site, depth: number): ValueType | undefined {
  const { node } = site;
  if (node.type === "MemberExpression" && /^(?:length|size)$/.test(keyOf(node) ?? "")) return { type: "int" };
  const annotation = annotationOf(project, site, depth);
  const written = annotation && ofAnnotation(project, annotation, depth - 1);
  if (written !== undefined) return written;
  const known = textsOf(project, site);
  if (known.isComplete && known.known.length > 0) {
    const [first] = valuesOf(project, site);
    const inner = first && typeOf(project, first, depth - 1);
    return inner?.type === "string" ? { type: "string", values: known.known } : inner;
  }
  const found = valuesOf(project, site).map((value) =>
    value === undefined || value.node === node ? undefined : typeOf(project, value, depth - 1),
  );
  const [first] = found;
  return first !== undefined && found.every((one) => one?.type === first.type)
    ? { type: first.type }
    : undefined;
}

/** The written type of a name or member. */
function annotationOf(project: Project, { module, node: given }: Site, depth: number): Site | undefined {
  const node = bare(given);
  if (depth <= 0) return undefined;
  if (node.type === "Identifier") return annotationOfName(project, { module, node }, depth);
  const key = node.type === "MemberExpression" ? keyOf(node) : undefined;
  if (key === undefined) return undefined;
  const owner = annotationOf(project, { module, node: child(node, "object")! }, depth - 1);
  return owner && memberType(project, owner, key, depth - 1);
}

function annotationOfName(project: Project, { module, node }: Site, depth: number): Site | undefined {
  const origin = project.originOf(String(node["name"]), { module, node });
  if (origin?.is !== "binding") return undefined;
  const { binding } = origin;
  const written = binding.annotation ?? (binding.keys.length === 0 ? undefined : binding.value);
  if (written === undefined) return undefined;
  let site: Site | undefined = { module: origin.module, node: written };
  if (binding.annotation === undefined) site = castOf(site) ?? annotationOf(project, site, depth - 1);
  for (const key of binding.keys)
    site = site && key !== undefined ? memberType(project, site, key, depth) : undefined;
  return site;
}

/** `x as Order` */
function castOf({ module, node }: Site): Site | undefined {
  const annotation = /^TS(?:As|Satisfies)Expression$/.test(node.type)
    ? child(node, "typeAnnotation")
    : undefined;
  return annotation && { module, node: annotation };
}

/** The type of a member of an object type. */
function memberType(project: Project, site: Site, key: string, depth: number): Site | undefined {
  if (depth <= 0) return undefined;
  const { module, node } = site;
  if (node.type === "TSTypeReference") {
    const target = referenceOf(project, site);
    return target && memberType(project, target, key, depth - 1);
  }
  if (node.type === "TSIntersectionType") {
    for (const part of children(node, "types")) {
      const found = memberType(project, { module, node: part }, key, depth - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const body = node.type === "TSInterfaceDeclaration" ? child(node, "body") : node;
  const members =
    body?.type === "TSInterfaceBody" ? children(body, "body") : children(body ?? node, "members");
  const member = members.find((one) => one.type === "TSPropertySignature" && keyOf(one) === key);
  const written = member && child(member, "typeAnnotation");
  const annotation = written && child(written, "typeAnnotation");
  return annotation && { module, node: annotation };
}

const transparent: ReadonlySet<string> = new Set([
  "Readonly",
  "Partial",
  "Required",
  "Promise",
  "NonNullable",
  "Pick",
  "Omit",
]);

/** What a reference to a type means. */
function referenceOf(project: Project, { module, node }: Site): Site | undefined {
  const name = textAt(child(node, "typeName"), "name");
  if (name === undefined) return undefined;
  const parameters = child(node, "typeArguments");
  const [first] = parameters === undefined ? [] : children(parameters, "params");
  if (transparent.has(name) && first !== undefined) return { module, node: first };
  const origin = project.originOf(name, { module, node });
  const found = origin?.is === "binding" ? origin.binding.value : undefined;
  if (origin?.is !== "binding" || found === undefined) return undefined;
  const target = found.type === "TSTypeAliasDeclaration" ? child(found, "typeAnnotation") : found;
  return target && { module: origin.module, node: target };
}

function ofAnnotation(project: Project, site: Site, depth: number): ValueType | undefined {
  const { module, node } = site;
  if (depth <= 0) return undefined;
  const inner = (key: string): ValueType | undefined => {
    const part = child(node, key);
    return part && ofAnnotation(project, { module, node: part }, depth - 1);
  };
  switch (node.type) {
    case "TSStringKeyword":
    case "TSTemplateLiteralType":
      return { type: "string" };
    case "TSNumberKeyword":
      return { type: "number" };
    case "TSBooleanKeyword":
      return { type: "boolean" };
    case "TSLiteralType":
      return typeOf(project, { module, node: child(node, "literal")! }, depth - 1);
    case "TSParenthesizedType":
    case "TSTypeOperator":
      return inner("typeAnnotation");
    case "TSArrayType":
      return ofArray([inner("elementType")]);
    case "TSUnionType":
      return children(node, "types")
        .filter(({ type }) => !/^TS(?:Undefined|Null)Keyword$/.test(type))
        .map((part) => ofAnnotation(project, { module, node: part }, depth - 1))
        .reduce((a, b) => (a === undefined || b === undefined ? undefined : either(a, b)));
    case "TSEnumDeclaration":
      return ofEnum(node);
    case "TSTypeReference": {
      const target = referenceOf(project, site);
      return target && ofAnnotation(project, target, depth - 1);
    }
    default:
      return undefined;
  }
}

function ofEnum(node: Node): ValueType | undefined {
  const values = enumMembers(node).map((member) => {
    const value = child(member, "initializer");
    return value && literalText(value);
  });
  if (values.some((value) => value === undefined)) return { type: "int" };
  return { type: "string", values: values as string[] };
}
