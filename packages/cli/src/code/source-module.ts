// One source file: its syntax tree, where things are in it, and what its names stand for.
import { parseSync } from "oxc-parser";
import { nestsTooDeeply } from "./nesting.ts";
import { child, children, isFunction, keyOf, literalText, type Node, textAt, walk } from "./node.ts";

/** A position in a source file; lines and columns begin at 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a name stands for. */
export interface Binding {
  readonly kind: "import" | "variable" | "parameter" | "function" | "class" | "enum" | "type";
  readonly name: string;
  /** Where the value is written: an initializer, a function, a class, an enum, a type. Absent for parameters. */
  readonly value?: Node | undefined;
  /** The type annotation of a variable or parameter. */
  readonly annotation?: Node | undefined;
  /** Keys from the value to the name, of a destructuring pattern. `undefined` in it: a key that is not known. */
  readonly keys: readonly (string | undefined)[];
  /** The default of a destructuring pattern or parameter. */
  readonly fallback?: Node | undefined;
  /** Of an import: the module's specifier, and the name that is imported (`*` for all of it). */
  readonly from?: string | undefined;
  readonly imported?: string | undefined;
  /** Of a parameter: its function and position. */
  readonly owner?: Node | undefined;
  readonly index?: number | undefined;
}

/** What is exported under a name: a binding of the module, or a name of another module. */
type Exported =
  | { readonly local: string }
  | { readonly value: Node }
  | { readonly from: string; readonly name: string };

export interface SourceModule {
  readonly file: string;
  readonly program: Node;
  readonly exports: ReadonlyMap<string, Exported>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  readonly calls: readonly Node[];
  readonly nodes: readonly Node[];
  parentOf(node: Node): Node | undefined;
  resolve(name: string, at: Node): Binding | undefined;
  /** Whether the variable is assigned again after its declaration. */
  isReassigned(name: string): boolean;
  locationOf(node: Node): Location;
  /** Where the node ends. */
  endOf(node: Node): Location;
  /** Specifiers of all modules that are imported. */
  readonly imports: readonly string[];
}

/** A file that cannot be parsed. */
export interface SyntaxProblem {
  readonly message: string;
  readonly location: Location;
}

/** Parses a file. A syntax error is returned, not thrown: one broken file must not hide the others. */
export function parseModule(file: string, source: string): SourceModule | SyntaxProblem {
  const options = { sourceType: "unambiguous" as const, ...langOf(file) };
  const locate = locator(file, source);
  if (nestsTooDeeply(file, source, options)) return { message: "it nests too deeply", location: locate(0) };
  const { program, errors } = parseSync(file, source, options);
  const [error] = errors.filter(({ severity }) => severity === ("Error" as typeof severity));
  if (error !== undefined) return { message: error.message, location: locate(error.labels[0]?.start ?? 0) };
  return describeModule(file, program as unknown as Node, locate);
}

/** Plain JavaScript files often contain JSX, which is no other language there. */
function langOf(file: string): { lang?: "jsx" } {
  return /\.[cm]?js$/.test(file) ? { lang: "jsx" } : {};
}

function describeModule(file: string, program: Node, locate: (offset: number) => Location): SourceModule {
  const parents = new Map<Node, Node>();
  const scopes = new Map<Node, Map<string, Binding>>();
  const exports = new Map<string, Exported>();
  const [stars, calls, nodes]: [string[], Node[], Node[]] = [[], [], []];
  const reassigned = new Set<string>();
  const add = (at: Node, binding: Binding): void => {
    const scope = scopes.get(at) ?? new Map<string, Binding>();
    if (!scope.has(binding.name)) scope.set(binding.name, binding);
    scopes.set(at, scope);
  };
  walk(program, (node, parent) => {
    if (parent !== undefined) parents.set(node, parent);
    nodes.push(node);
    if (node.type === "CallExpression" || node.type === "NewExpression") calls.push(node);
    for (const binding of bindingsOf(node)) add(scopeFor(node, binding, parents) ?? program, binding);
    readExports(node, exports, stars);
    const target = child(node, node.type === "UpdateExpression" ? "argument" : "left");
    if (/^(?:Assignment|Update)Expression$/.test(node.type) && target?.type === "Identifier")
      reassigned.add(String(target["name"]));
  });
  return {
    file,
    program,
    exports,
    stars,
    calls,
    nodes,
    parentOf: (node) => parents.get(node),
    resolve(name, at) {
      for (let node: Node | undefined = at; node !== undefined; node = parents.get(node)) {
        const found = scopes.get(node)?.get(name);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    isReassigned: (name) => reassigned.has(name),
    locationOf: (node) => locate(node.start),
    endOf: (node) => locate(node.end),
    imports: nodes.flatMap((node) => {
      const from =
        node.type === "ImportDeclaration" ? textAt(child(node, "source"), "value") : requiredModule(node);
      return from === undefined ? [] : [from];
    }),
  };
}

const blocks: ReadonlySet<string> = new Set([
  "Program",
  "BlockStatement",
  "StaticBlock",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "SwitchStatement",
  "CatchClause",
  "TSModuleBlock",
]);

/** The node whose scope a binding belongs to. */
function scopeFor(node: Node, binding: Binding, parents: ReadonlyMap<Node, Node>): Node | undefined {
  if (binding.kind === "parameter") return binding.owner;
  if (node.type === "CatchClause") return node;
  let at = parents.get(node);
  while (at !== undefined && !blocks.has(at.type) && !isFunction(at)) at = parents.get(at);
  return at;
}

function bindingsOf(node: Node): readonly Binding[] {
  switch (node.type) {
    case "ImportDeclaration":
      return importsOf(node);
    case "VariableDeclarator":
      return patternBindings(child(node, "id"), { kind: "variable", value: child(node, "init") });
    case "CatchClause":
      return patternBindings(child(node, "param"), { kind: "variable" });
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...named(node, "function"), ...parametersOf(node)];
    case "ClassDeclaration":
      return named(node, "class");
    case "TSEnumDeclaration":
      return named(node, "enum");
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return named(node, "type");
    case "TSImportEqualsDeclaration":
      return importEquals(node);
    default:
      return [];
  }
}

function named(node: Node, kind: Binding["kind"]): readonly Binding[] {
  const name = textAt(child(node, "id"), "name");
  return name === undefined ? [] : [{ kind, name, value: node, keys: [] }];
}

function parametersOf(owner: Node): readonly Binding[] {
  return children(owner, "params").flatMap((parameter, index) =>
    patternBindings(parameter.type === "TSParameterProperty" ? child(parameter, "parameter") : parameter, {
      kind: "parameter",
      owner,
      index,
    }),
  );
}

function importsOf(node: Node): readonly Binding[] {
  const from = textAt(child(node, "source"), "value");
  return children(node, "specifiers").flatMap((specifier) => {
    const name = textAt(child(specifier, "local"), "name");
    if (name === undefined) return [];
    const imported =
      specifier.type === "ImportNamespaceSpecifier"
        ? "*"
        : specifier.type === "ImportDefaultSpecifier"
          ? "default"
          : exportName(child(specifier, "imported"));
    return [{ kind: "import", name, from, imported, keys: [] } as const];
  });
}

/** `import x = require("y")`. */
function importEquals(node: Node): readonly Binding[] {
  const name = textAt(child(node, "id"), "name");
  const reference = child(node, "moduleReference");
  const from = textAt(reference && child(reference, "expression"), "value");
  if (name === undefined || from === undefined) return [];
  return [{ kind: "import", name, from, imported: "*", keys: [] }];
}

function exportName(node: Node | undefined): string {
  return textAt(node, "name") ?? textAt(node, "value") ?? "default";
}

type Source = Pick<Binding, "kind" | "value" | "owner" | "index">;

/** The names of a pattern: `{ a, b: { c = 1 }, ...rest }`. */
function patternBindings(
  pattern: Node | undefined,
  source: Source,
  keys: Binding["keys"] = [],
  given?: Pick<Binding, "annotation" | "fallback">,
): readonly Binding[] {
  if (pattern === undefined) return [];
  const written = child(pattern, "typeAnnotation");
  const annotation = given?.annotation ?? (written && child(written, "typeAnnotation"));
  switch (pattern.type) {
    case "Identifier":
      return [{ ...source, name: String(pattern["name"]), keys, annotation, fallback: given?.fallback }];
    case "AssignmentPattern":
      return patternBindings(child(pattern, "left"), source, keys, {
        annotation,
        fallback: child(pattern, "right"),
      });
    case "ObjectPattern":
      return children(pattern, "properties").flatMap((property) =>
        patternBindings(
          child(property, property.type === "RestElement" ? "argument" : "value"),
          source,
          [...keys, property.type === "RestElement" ? undefined : keyOf(property)],
          { annotation },
        ),
      );
    case "ArrayPattern":
      return (pattern["elements"] as readonly (Node | null)[]).flatMap((element, index) =>
        patternBindings(element ?? undefined, source, [...keys, String(index)], { annotation }),
      );
    case "RestElement":
      return patternBindings(child(pattern, "argument"), source, [...keys, undefined]);
    default:
      return [];
  }
}

function readExports(node: Node, exports: Map<string, Exported>, stars: string[]): void {
  const from = textAt(child(node, "source"), "value");
  if (node.type === "ExportAllDeclaration" && from !== undefined) {
    const name = child(node, "exported");
    if (name === undefined) stars.push(from);
    else exports.set(exportName(name), { from, name: "*" });
  } else if (node.type === "ExportDefaultDeclaration") {
    const value = child(node, "declaration");
    if (value !== undefined) exports.set("default", { value });
  } else if (node.type === "ExportNamedDeclaration") {
    for (const specifier of children(node, "specifiers")) {
      const local = exportName(child(specifier, "local"));
      const exported = exportName(child(specifier, "exported"));
      exports.set(exported, from === undefined ? { local } : { from, name: local });
    }
    const declaration = child(node, "declaration");
    if (declaration !== undefined)
      for (const local of declaredNames(declaration)) exports.set(local, { local });
  } else if (node.type === "AssignmentExpression") readCommonJsExport(node, exports, stars);
}

function declaredNames(declaration: Node): readonly string[] {
  const declarators = children(declaration, "declarations");
  const found = declarators.length > 0 ? declarators.flatMap(bindingsOf) : bindingsOf(declaration);
  return found.filter(({ kind }) => kind !== "parameter").map(({ name }) => name);
}

function isModuleExports(node: Node): boolean {
  const object = node.type === "MemberExpression" ? child(node, "object") : undefined;
  return textAt(object, "name") === "module" && keyOf(node) === "exports";
}

/** `module.exports = { a, b: 1 }`, `module.exports.a = …`, `exports.a = …`. */
function readCommonJsExport(node: Node, exports: Map<string, Exported>, stars: string[]): void {
  const [left, right] = [child(node, "left"), child(node, "right")];
  if (left?.type !== "MemberExpression" || right === undefined) return;
  const object = child(left, "object")!;
  const key = keyOf(left);
  if (isModuleExports(left)) {
    exports.set("default", { value: right });
    const required = textAt(children(right, "arguments")[0], "value");
    if (right.type === "CallExpression" && required !== undefined) stars.push(required);
    for (const property of right.type === "ObjectExpression" ? children(right, "properties") : []) {
      const [name, value] = [keyOf(property), child(property, "value")];
      if (name !== undefined && value !== undefined) exports.set(name, { value });
    }
  } else if (key !== undefined && (textAt(object, "name") === "exports" || isModuleExports(object)))
    exports.set(key, { value: right });
}

/** From offsets to lines and columns, by the beginnings of lines. */
function locator(file: string, source: string): (offset: number) => Location {
  let starts: number[] | undefined;
  return (offset) => {
    if (starts === undefined) {
      starts = [0];
      for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
    }
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 };
  };
}

/** The module that a call of `require` or `import()` names. */
export function requiredModule(node: Node): string | undefined {
  if (node.type === "ImportExpression") {
    const source = child(node, "source");
    return source && literalText(source);
  }
  if (node.type !== "CallExpression" || textAt(child(node, "callee"), "name") !== "require") return undefined;
  const [source] = children(node, "arguments");
  return source && literalText(source);
}
