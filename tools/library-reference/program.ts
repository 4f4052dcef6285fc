// The sources of the published entries as TypeScript's own compiler reads them. The API of TypeScript 7 is a child process that answers
// questions; `tsconfig.json` beside this file names the entries, so that only what they import is read.
import path from "node:path";
import { API, type Checker, type Program, type Symbol, SymbolFlags } from "typescript/unstable/sync";
import type { Node } from "typescript/unstable/ast";

import { root } from "../source-files.ts";

/** The program while it is open. */
export interface Sources {
  readonly program: Program;
  readonly checker: Checker;
}

/** Opens the program, and closes it after `use`. */
export function withSources<T>(use: (sources: Sources) => T): T {
  const api = new API({ cwd: root });
  try {
    const config = path.join(import.meta.dirname, "tsconfig.json");
    const [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
    if (project === undefined) throw new Error(`Cannot open ${config}`);
    return use(project);
  } finally {
    api.close();
  }
}

/** What a name is when all `import` and `export … from` are followed. */
export function original(symbol: Symbol, { checker }: Sources): Symbol {
  return (symbol.flags & SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** The declarations of `symbol`, in the order of the source. */
export function declarationsOf(symbol: Symbol): readonly Node[] {
  return symbol.declarations.flatMap((handle) => handle.resolve() ?? []);
}

/** The exported names of a file, each with what it is. */
export function exportsOf(file: string, sources: Sources): readonly { name: string; symbol: Symbol }[] {
  const source = sources.program.getSourceFile(path.join(root, file));
  const symbol = source && sources.checker.getSymbolAtLocation(source);
  if (symbol === undefined) return [];
  return sources.checker
    .getExportsOfModule(symbol)
    .map((one) => ({ name: one.name, symbol: original(one, sources) }));
}

/** `packages/telltale/src/span.ts:47`. */
export function placeOf(node: Node): string {
  const { fileName, text } = node.getSourceFile();
  const line = text.slice(0, node.getStart()).split("\n").length;
  return `${path.relative(root, fileName)}:${line}`;
}

/** Whether `node` is in a file of this repository. */
export const isOurs = (node: Node): boolean => !node.getSourceFile().fileName.includes("/node_modules/");
