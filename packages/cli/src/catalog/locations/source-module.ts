// A source file as far as locations need it: its top-level constants, imports and exports, found without running it.
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import {
  type ExportNamedDeclaration,
  type Expression,
  parseSync,
  type Program,
  type Statement,
} from "oxc-parser";

/** Where a name of a module comes from. */
interface Imported {
  readonly from: string;
  /** The name in that module; `*` is all of it. */
  readonly name: string;
}

export interface SourceModule {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  /** Constants of the top level by name. */
  readonly constants: ReadonlyMap<string, Expression>;
  readonly imports: ReadonlyMap<string, Imported>;
  /** Exported name to the local name, or to the name of another module. */
  readonly exports: ReadonlyMap<string, string | Imported | { readonly value: Expression }>;
  /** Modules of `export * from`. */
  readonly reexports: readonly string[];
}

export type ReadModule = (file: string) => SourceModule | undefined;

/** Reads and parses modules, each once. A file that cannot be parsed is `undefined`: its locations stay unknown. */
export function createModuleReader(): ReadModule {
  const read = new Map<string, SourceModule | undefined>();
  return (file) => {
    if (!read.has(file)) read.set(file, parseModule(file));
    return read.get(file);
  };
}

function parseModule(file: string): SourceModule | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return undefined;
  const found = {
    file,
    text,
    program,
    constants: new Map<string, Expression>(),
    imports: new Map<string, Imported>(),
    exports: new Map<string, string | Imported | { readonly value: Expression }>(),
    reexports: [] as string[],
  };
  for (const statement of program.body) readStatement(statement as Statement, found);
  return found;
}

type Found = { -readonly [Key in keyof SourceModule]: SourceModule[Key] } & {
  readonly constants: Map<string, Expression>;
  readonly imports: Map<string, Imported>;
  readonly exports: Map<string, string | Imported | { readonly value: Expression }>;
  readonly reexports: string[];
};

function readStatement(statement: Statement, found: Found): void {
  switch (statement.type) {
    case "VariableDeclaration":
      for (const { id, init } of statement.declarations)
        if (id.type === "Identifier" && init !== null) found.constants.set(id.name, init);
      break;
    case "ImportDeclaration":
      for (const specifier of statement.specifiers)
        found.imports.set(specifier.local.name, {
          from: statement.source.value,
          name:
            specifier.type === "ImportSpecifier"
              ? nameOf(specifier.imported)
              : specifier.type === "ImportDefaultSpecifier"
                ? "default"
                : "*",
        });
      break;
    case "ExportNamedDeclaration":
      readNamedExports(statement, found);
      break;
    case "ExportDefaultDeclaration":
      found.exports.set("default", { value: statement.declaration as Expression });
      break;
    case "ExportAllDeclaration":
      if (statement.exported === null) found.reexports.push(statement.source.value);
      else found.exports.set(nameOf(statement.exported), { from: statement.source.value, name: "*" });
      break;
    case "ExpressionStatement":
      readCommonJs(statement.expression, found);
      break;
    default:
  }
}

function readNamedExports(statement: ExportNamedDeclaration, found: Found): void {
  if (statement.declaration?.type === "VariableDeclaration") {
    readStatement(statement.declaration, found);
    for (const { id } of statement.declaration.declarations)
      if (id.type === "Identifier") found.exports.set(id.name, id.name);
  }
  for (const { local, exported } of statement.specifiers)
    found.exports.set(
      nameOf(exported),
      statement.source === null ? nameOf(local) : { from: statement.source.value, name: nameOf(local) },
    );
}

/** `module.exports = …`, `module.exports.name = …` and `exports.name = …`. */
function readCommonJs(expression: Expression, found: Found): void {
  if (expression.type !== "AssignmentExpression" || expression.left.type !== "MemberExpression") return;
  const target = found.text.slice(expression.left.start, expression.left.end);
  const name = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
  if (target === "module.exports") found.exports.set("default", { value: expression.right });
  else if (name !== undefined) found.exports.set(name, { value: expression.right });
}

const nameOf = (node: { readonly type: string; readonly name?: string; readonly value?: unknown }): string =>
  node.type === "Literal" ? String(node.value) : (node.name ?? "");

const extensions = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** The file that `specifier` names in `from`; `undefined` for a package. `./a.js` may be `./a.ts`. */
export function resolveNeighbour(specifier: string, from: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const target = path.resolve(path.dirname(from), specifier);
  const bare = target.replace(/\.([cm]?)js$/, ".$1ts");
  const candidates = [
    target,
    bare,
    ...extensions.map((extension) => target + extension),
    ...extensions.map((extension) => path.join(target, `index${extension}`)),
  ];
  return candidates.find((file) => existsSync(file) && statSync(file).isFile());
}
