// Where a value comes from: through imports, aliases, `require`, destructuring, `catalog.api()`, parameters of callbacks, types and fields of
// classes. A function that is merely called `trace` has no origin, and no rule looks at it.
import type { Rule, Scope, SourceCode } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";
import { isFunction, type Node, propertyName, textOf, unwrap } from "../syntax.ts";
import { settingMistake } from "../setting-mistake.ts";
import { passedBy, returnedBy } from "./calls.ts";
import { aliases, modules, results, types } from "./names.ts";

/** Gives the origin of expressions of one file. */
export interface Origins {
  (node: Node): string | undefined;
  /** The variable that an identifier names. */
  readonly variable: (node: TSESTree.Identifier) => Scope.Variable | undefined;
  /** The one value that an identifier always has; the node itself for anything else. */
  readonly value: (node: Node) => Node;
}

const known = new WeakMap<SourceCode, Origins>();

/** The origins of the file, computed once for all rules; undefined when it cannot use telemetry. */
export function originsOf(context: Rule.RuleContext): Origins | undefined {
  const { sourceCode } = context;
  const found = known.get(sourceCode);
  if (found !== undefined) return found;
  const own = ownModules(context);
  if (!mentions(sourceCode.text, own)) return undefined;
  const made = createOrigins(sourceCode, own);
  known.set(sourceCode, made);
  return made;
}

function mentions(text: string, own: readonly string[]): boolean {
  return (
    text.includes("telltale") ||
    text.includes("@opentelemetry/api") ||
    /catalog\.api\(/i.test(text) ||
    own.some((one) => text.includes(one))
  );
}

/** The modules of `settings.telltale.modules`, which export what `telltale` does. */
function ownModules({ settings }: Rule.RuleContext): readonly string[] {
  const given = (settings["telltale"] as { readonly modules?: unknown } | undefined)?.modules;
  if (given === undefined) return [];
  if (Array.isArray(given) && given.every((one) => typeof one === "string")) return given as string[];
  throw settingMistake(
    `Cannot read the setting \`telltale.modules\`: got ${JSON.stringify(given)}.`,
    'Pass a list of module names, such as `["./telemetry.js"]`.',
  );
}

function createOrigins(sourceCode: SourceCode, own: readonly string[]): Origins {
  const finder = new Finder(sourceCode, own);
  return Object.assign((node: Node) => finder.originOf(node), {
    variable: (node: TSESTree.Identifier) => finder.variableOf(node),
    value: (node: Node) => finder.valueOf(node),
  });
}

/** Finds origins in one file, each once. */
class Finder {
  readonly #sourceCode: SourceCode;
  readonly #own: readonly string[];
  readonly #memo = new Map<Node, string | undefined>();

  constructor(sourceCode: SourceCode, own: readonly string[]) {
    this.#sourceCode = sourceCode;
    this.#own = own;
  }

  originOf(node: Node): string | undefined {
    if (this.#memo.has(node)) return this.#memo.get(node);
    this.#memo.set(node, undefined);
    const origin = this.#compute(unwrap(node));
    this.#memo.set(node, origin);
    return origin;
  }

  #compute(node: Node): string | undefined {
    switch (node.type) {
      case "Identifier":
        return this.#ofIdentifier(node);
      case "MemberExpression":
        return this.#ofMember(node);
      case "CallExpression":
        return this.#ofCall(node);
      case "AwaitExpression":
        return this.originOf(node.argument);
      case "ImportExpression":
        return this.#moduleOf(textOf(node.source));
      case "ConditionalExpression":
        return this.originOf(node.consequent) ?? this.originOf(node.alternate);
      case "LogicalExpression":
        return this.originOf(node.right) ?? this.originOf(node.left);
      case "AssignmentExpression":
        return this.originOf(node.right);
      default:
        return undefined;
    }
  }

  #moduleOf(name: string | undefined): string | undefined {
    if (name === undefined) return undefined;
    if (this.#own.includes(name)) return "telltale";
    return Object.hasOwn(modules, name) ? modules[name] : undefined;
  }

  #ofMember(node: TSESTree.MemberExpression): string | undefined {
    const name = propertyName(node);
    if (name === undefined) return undefined;
    if (node.object.type === "ThisExpression") return this.#ofField(node, name);
    return member(this.originOf(node.object), name);
  }

  #ofCall(node: TSESTree.CallExpression): string | undefined {
    const callee = unwrap(node.callee);
    if (
      callee.type === "Identifier" &&
      callee.name === "require" &&
      this.variableOf(callee)?.defs.length !== 1
    )
      return this.#moduleOf(textOf(node.arguments[0]));
    const origin = this.originOf(callee);
    if (origin !== undefined) return returnedBy(origin) ?? results[origin];
    return this.#isApiOfCatalog(callee) && node.arguments.length === 0 ? "telltale" : undefined;
  }

  /** `catalog.api()` of a catalog from another file: its name tells. */
  #isApiOfCatalog(callee: Node): boolean {
    if (callee.type !== "MemberExpression" || propertyName(callee) !== "api") return false;
    const object = unwrap(callee.object);
    if (object.type !== "Identifier" || !/catalog$/i.test(object.name)) return false;
    return this.variableOf(object)?.defs[0]?.type === "ImportBinding";
  }

  variableOf(node: TSESTree.Identifier): Scope.Variable | undefined {
    let scope: Scope.Scope | null = this.#sourceCode.getScope(node as never);
    while (scope !== null) {
      const found = scope.set.get(node.name);
      if (found !== undefined) return found;
      scope = scope.upper;
    }
    return undefined;
  }

  #ofIdentifier(node: TSESTree.Identifier): string | undefined {
    const variable = this.variableOf(node);
    const [definition, ...others] = variable?.defs ?? [];
    if (variable === undefined || definition === undefined || others.length > 0) return undefined;
    const name = definition.name as TSESTree.Identifier;
    switch (definition.type) {
      case "ImportBinding":
        return this.#ofImport(definition.node as Node, definition.parent as TSESTree.ImportDeclaration);
      case "Variable":
        return this.#ofVariable(variable, definition.node as TSESTree.VariableDeclarator, name);
      case "Parameter":
        return this.#ofParameter(definition.node as Node, name);
      default:
        return undefined;
    }
  }

  #ofImport(node: Node, declaration: TSESTree.ImportDeclaration): string | undefined {
    if (node.type === "TSImportEqualsDeclaration")
      return node.moduleReference.type === "TSExternalModuleReference"
        ? this.#moduleOf(textOf(node.moduleReference.expression))
        : undefined;
    const from = this.#moduleOf(textOf(declaration.source));
    if (node.type !== "ImportSpecifier") return from;
    return member(from, node.imported.type === "Identifier" ? node.imported.name : node.imported.value);
  }

  #ofVariable(
    variable: Scope.Variable,
    declarator: TSESTree.VariableDeclarator,
    name: TSESTree.Identifier,
  ): string | undefined {
    const path = pathTo(name, declarator);
    if (path === undefined) return undefined;
    const values = variable.references.flatMap(({ writeExpr }) => (writeExpr ? [writeExpr as Node] : []));
    const found = new Set(
      values.map((value) => through(this.originOf(value), path)).filter((one) => one !== undefined),
    );
    if (found.size === 1) return [...found][0];
    return found.size === 0 ? this.#ofType(declarator.id) : undefined;
  }

  #ofParameter(node: Node, name: TSESTree.Identifier): string | undefined {
    if (!isFunction(node)) return undefined;
    const at = node.params.findIndex((one) => one.range[0] <= name.range[0] && name.range[1] <= one.range[1]);
    const parameter = node.params[at];
    if (parameter === undefined) return undefined;
    const path = pathTo(name, node);
    if (path === undefined) return undefined;
    const declared = this.#ofType(parameter);
    if (declared !== undefined) return through(declared, path);
    const call = callAround(node);
    if (at !== 0 || call === undefined) return undefined;
    const origin = this.originOf(call.callee);
    return origin === undefined ? undefined : through(passedBy(origin), path);
  }

  #ofType(pattern: Node): string | undefined {
    if (pattern.type === "TSParameterProperty") return this.#ofType(pattern.parameter);
    if (pattern.type === "AssignmentPattern") return this.#ofType(pattern.left);
    const annotation = "typeAnnotation" in pattern ? pattern.typeAnnotation : undefined;
    return annotation?.type === "TSTypeAnnotation" ? this.#typeOrigin(annotation.typeAnnotation) : undefined;
  }

  #typeOrigin(type: Node): string | undefined {
    if (type.type === "TSUnionType")
      return type.types.map((one) => this.#typeOrigin(one)).find((one) => one !== undefined);
    if (type.type !== "TSTypeReference") return undefined;
    const origin = this.#nameOrigin(type.typeName);
    return origin === undefined ? undefined : types[origin];
  }

  #nameOrigin(name: TSESTree.EntityName): string | undefined {
    if (name.type === "Identifier") return this.originOf(name);
    return name.type === "TSQualifiedName" ? member(this.#nameOrigin(name.left), name.right.name) : undefined;
  }

  /** `this.name`: what the class says of its field, by value, by type or in the constructor. */
  #ofField(node: Node, name: string): string | undefined {
    const body = classAround(node);
    for (const one of body?.body ?? []) {
      if (one.type === "PropertyDefinition" && propertyName(one) === name) {
        const origin = (one.value === null ? undefined : this.originOf(one.value)) ?? this.#ofType(one);
        if (origin !== undefined) return origin;
      }
      if (one.type !== "MethodDefinition" || one.kind !== "constructor") continue;
      const origin = this.#ofConstructor(one.value, name);
      if (origin !== undefined) return origin;
    }
    return undefined;
  }

  #ofConstructor({ params, body }: TSESTree.MethodDefinition["value"], name: string): string | undefined {
    for (const one of params) {
      if (one.type !== "TSParameterProperty") continue;
      const inner = one.parameter.type === "AssignmentPattern" ? one.parameter.left : one.parameter;
      if (inner.type === "Identifier" && inner.name === name) return this.#ofType(one);
    }
    for (const statement of body?.body ?? []) {
      if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression")
        continue;
      const { left, right } = statement.expression;
      if (
        left.type === "MemberExpression" &&
        left.object.type === "ThisExpression" &&
        propertyName(left) === name
      )
        return this.originOf(right);
    }
    return undefined;
  }

  valueOf(node: Node): Node {
    const inner = unwrap(node);
    if (inner.type !== "Identifier") return inner;
    const variable = this.variableOf(inner);
    const [definition] = variable?.defs ?? [];
    if (variable === undefined || definition?.type !== "Variable") return inner;
    const declarator = definition.node as TSESTree.VariableDeclarator;
    const writes = variable.references.filter((one) => one.isWrite());
    if (declarator.id.type !== "Identifier" || declarator.init === null || writes.length !== 1) return inner;
    return unwrap(declarator.init);
  }
}

function member(origin: string | undefined, name: string): string | undefined {
  if (origin === undefined) return undefined;
  const path = `${origin}.${name}`;
  return aliases[path] ?? path;
}

/** The call that `node` is an argument of. */
export function callAround(node: Node): TSESTree.CallExpression | undefined {
  let at: Node = node;
  while (at.parent && unwrap(at.parent) !== at.parent) at = at.parent;
  const { parent } = at;
  return parent?.type === "CallExpression" && parent.arguments.includes(at as never) ? parent : undefined;
}

function classAround(node: Node): TSESTree.ClassBody | undefined {
  for (let at: Node | null | undefined = node; at !== undefined && at !== null; at = at.parent) {
    if (at.type === "ClassBody") return at;
    if (at.type === "FunctionDeclaration") return undefined;
    if (at.type === "FunctionExpression" && at.parent.type !== "MethodDefinition") return undefined;
  }
  return undefined;
}

/** The names from a pattern down to one of its variables; undefined for an element of a list. */
function pathTo(name: Node, top: Node): string[] | undefined {
  const path: string[] = [];
  for (let at = name; at !== top && at.parent !== undefined && at.parent !== null; at = at.parent) {
    if (at.parent.type === "ArrayPattern") return undefined;
    if (at.parent.type !== "Property") continue;
    const key = propertyName(at.parent);
    if (key === undefined) return undefined;
    path.unshift(key);
  }
  return path;
}

function through(origin: string | undefined, path: readonly string[]): string | undefined {
  return path.reduce<string | undefined>(member, origin);
}
