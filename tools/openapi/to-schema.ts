// Types as JSON Schema (2020-12), as far as the contract uses them. Anything else fails: a type that is not understood is not guessed.
import type { Declaration, Node } from "./contract-types.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** Types that stand for type parameters. */
type Given = ReadonlyMap<string, Node>;

export interface Property {
  readonly name: string;
  readonly required: boolean;
  readonly type: Node;
  readonly given: Given;
  readonly description: string;
}

export interface Schemas {
  of(type: Node, given?: Given): Schema;
  /** Properties of an object type, those of its bases included. */
  propertiesOf(type: Node, given?: Given): readonly Property[];
  /** Named types that were met, as schemas. */
  readonly named: Readonly<Record<string, Schema>>;
}

const nothing: Given = new Map();
const keywords: Readonly<Record<string, Schema>> = {
  TSStringKeyword: { type: "string" },
  TSNumberKeyword: { type: "number" },
  TSBooleanKeyword: { type: "boolean" },
  TSNullKeyword: { type: "null" },
  TSUnknownKeyword: {},
  TSObjectKeyword: { type: "object" },
};

export function createSchemas(declarations: ReadonlyMap<string, Declaration>): Schemas {
  const named: Record<string, Schema> = {};

  function of(type: Node, given: Given = nothing): Schema {
    const keyword = keywords[type.type];
    if (keyword !== undefined) return keyword;
    switch (type.type) {
      case "TSTypeAnnotation":
      case "TSParenthesizedType":
      case "TSTypeOperator":
        return of(type["typeAnnotation"] as Node, given);
      case "TSArrayType":
        return { type: "array", items: of(type["elementType"] as Node, given) };
      case "TSTupleType": {
        const items = (type["elementTypes"] as Node[]).map((item) =>
          of(item.type === "TSNamedTupleMember" ? (item["elementType"] as Node) : item, given),
        );
        return { type: "array", prefixItems: items, minItems: items.length };
      }
      case "TSLiteralType":
        return { const: (type["literal"] as { readonly value: unknown }).value };
      case "TSUnionType":
        return union(withoutUndefined(type), given);
      case "TSTypeLiteral":
        return object(type, given);
      case "TSIndexedAccessType":
        return indexed(type, given);
      case "TSTypeReference":
        return reference(type, given);
      default:
        throw new Error(`The contract has a type that is not understood: ${type.type}`);
    }
  }

  function union(types: readonly Node[], given: Given): Schema {
    const schemas = types.map((type) => of(type, given));
    if (schemas.length === 1) return schemas[0]!;
    return schemas.every((schema) => "const" in schema)
      ? { enum: schemas.map(({ const: value }) => value) }
      : { anyOf: schemas };
  }

  function reference(type: Node, given: Given): Schema {
    const name = (type["typeName"] as { readonly name: string }).name;
    const types = ((type["typeArguments"] as Node | null)?.["params"] ?? []) as Node[];
    const own = given.get(name);
    if (own !== undefined) return of(own, given);
    if (name === "Readonly" || name === "ReadonlyArray") {
      return name === "Readonly" ? of(types[0]!, given) : { type: "array", items: of(types[0]!, given) };
    }
    if (name === "Record") return record(types[0]!, types[1]!, given);
    const declaration = declarations.get(name);
    if (declaration === undefined)
      throw new Error(`The contract names a type that it does not have: ${name}`);
    if (declaration.parameters.length > 0) return declared(declaration, bind(declaration, types, given));
    if (!(name in named)) {
      named[name] = {};
      named[name] = { ...declared(declaration, nothing), ...described(declaration.description) };
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  function record(keys: Node, values: Node, given: Given): Schema {
    const key = of(keys, given);
    const names = key["$ref"] === undefined ? key : named[String(key["$ref"]).split("/").at(-1)!];
    const schema = { type: "object", additionalProperties: of(values, given) };
    const list = names?.["enum"];
    return Array.isArray(list) ? { ...schema, propertyNames: { enum: list }, required: list } : schema;
  }

  function declared({ node }: Declaration, given: Given): Schema {
    return node.type === "TSInterfaceDeclaration"
      ? object(node, given)
      : of(node["typeAnnotation"] as Node, given);
  }

  function object(type: Node, given: Given): Schema {
    const properties = propertiesOf(type, given);
    const required = properties.filter((property) => property.required).map(({ name }) => name);
    return {
      type: "object",
      properties: Object.fromEntries(
        properties.map((property) => [
          property.name,
          { ...of(property.type, property.given), ...described(property.description) },
        ]),
      ),
      ...(required.length === 0 ? {} : { required }),
    };
  }

  /** `(typeof list)[number]` and `Type["property"]`. */
  function indexed(type: Node, given: Given): Schema {
    const holder = unwrapped(type["objectType"] as Node);
    if (holder.type === "TSTypeQuery") {
      const list = declarations.get((holder["exprName"] as { readonly name: string }).name);
      const init = list?.node["init"] as Node | undefined;
      const values = ((init?.["expression"] as Node | undefined)?.["elements"] ?? []) as {
        readonly value: unknown;
      }[];
      return { enum: values.map(({ value }) => value) };
    }
    const name = ((type["indexType"] as Node)["literal"] as { readonly value: unknown }).value;
    const property = propertiesOf(holder, given).find((one) => one.name === name);
    if (property === undefined)
      throw new Error(`The contract asks for a property that is not there: ${String(name)}`);
    return of(property.type, property.given);
  }

  function propertiesOf(type: Node, given: Given = nothing): readonly Property[] {
    const node = unwrapped(type);
    if (node.type === "TSTypeReference") {
      const name = (node["typeName"] as { readonly name: string }).name;
      const types = ((node["typeArguments"] as Node | null)?.["params"] ?? []) as Node[];
      const declaration = declarations.get(name);
      if (declaration === undefined)
        throw new Error(`The contract names a type that it does not have: ${name}`);
      return propertiesOfDeclared(declaration, bind(declaration, types, given));
    }
    return membersOf(node, given);
  }

  function propertiesOfDeclared(declaration: Declaration, given: Given): readonly Property[] {
    const { node } = declaration;
    if (node.type !== "TSInterfaceDeclaration") return propertiesOf(node["typeAnnotation"] as Node, given);
    return membersOf(node, given);
  }

  function membersOf(node: Node, given: Given): readonly Property[] {
    const bases = ((node["extends"] ?? []) as Node[]).flatMap((base) =>
      propertiesOf({ ...base, type: "TSTypeReference", typeName: base["expression"] }, given),
    );
    const body = (node["body"] as Node | undefined)?.["body"] ?? node["members"];
    const own = (body as Node[]).map((member): Property => {
      const key = member["key"] as { readonly name?: string; readonly value?: string };
      const annotation = (member["typeAnnotation"] as Node)["typeAnnotation"] as Node;
      return {
        name: key.name ?? String(key.value),
        required: member["optional"] !== true,
        type: annotation,
        given,
        description: String(member["description"] ?? ""),
      };
    });
    const names = new Set(own.map(({ name }) => name));
    return [...bases.filter(({ name }) => !names.has(name)), ...own];
  }

  return { of, propertiesOf, named };
}

function bind({ parameters }: Declaration, types: readonly Node[], given: Given): Given {
  // What is given may itself name a parameter of where it stands.
  return new Map(parameters.map((name, at) => [name, resolve(types[at]!, given)]));
}

function resolve(type: Node, given: Given): Node {
  if (type.type !== "TSTypeReference") return type;
  return given.get((type["typeName"] as { readonly name: string }).name) ?? type;
}

function unwrapped(type: Node): Node {
  return type.type === "TSParenthesizedType" ||
    type.type === "TSTypeOperator" ||
    type.type === "TSTypeAnnotation"
    ? unwrapped(type["typeAnnotation"] as Node)
    : type;
}

function withoutUndefined(type: Node): readonly Node[] {
  return (type["types"] as Node[]).filter((one) => one.type !== "TSUndefinedKeyword");
}

function described(description: string): Schema {
  return description === "" ? {} : { description };
}
