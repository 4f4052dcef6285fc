// The declarations of the contract, read as syntax: interfaces, aliases and constant lists by name, with their comments.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "vite";

import { root } from "../source-files.ts";

/** A node of the syntax tree; only what is asked of it is known. */
export type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>;

export interface Declaration {
  readonly name: string;
  readonly node: Node;
  /** Names of its type parameters. */
  readonly parameters: readonly string[];
  /** The text of the comment before it. Each property inside has its own as `description`, too. */
  readonly description: string;
}

/** Everything that the files of `packages/contract/src` declare. */
export function readContract(): ReadonlyMap<string, Declaration> {
  const folder = path.join(root, "packages/contract/src");
  const declarations = new Map<string, Declaration>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts")))
    for (const declaration of declarationsOf(file, readFileSync(path.join(folder, file), "utf8")))
      declarations.set(declaration.name, declaration);
  return declarations;
}

function declarationsOf(file: string, text: string): readonly Declaration[] {
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`Cannot read ${file}: ${errors[0]!.message}`);
  const commentOf = (node: Node): string => {
    const comment = comments.findLast(
      ({ type, value, end }) =>
        type === "Block" &&
        value.startsWith("*") &&
        end <= node.start &&
        text.slice(end, node.start).trim() === "",
    );
    return comment === undefined ? "" : plain(comment.value);
  };
  eachProperty(program.body, (property) => {
    property["description"] = commentOf(property);
  });
  return (program.body as unknown as readonly Node[]).flatMap((statement) => {
    const node = (statement["declaration"] ?? statement) as Node;
    return namesOf(node).map(({ name, node: named }) => ({
      name,
      node: named,
      parameters:
        ((node["typeParameters"] as Node | undefined)?.["params"] as Node[] | undefined)?.map(
          (parameter) => (parameter["name"] as { readonly name: string }).name,
        ) ?? [],
      description: commentOf(statement),
    }));
  });
}

/** Calls `tell` for each property that a type has. */
function eachProperty(tree: unknown, tell: (property: Record<string, unknown> & Node) => void): void {
  if (Array.isArray(tree)) return tree.forEach((one) => eachProperty(one, tell));
  if (typeof tree !== "object" || tree === null) return;
  const node = tree as Record<string, unknown> & Node;
  if (node.type === "TSPropertySignature") tell(node);
  for (const value of Object.values(node)) eachProperty(value, tell);
}

function namesOf(node: Node): readonly { readonly name: string; readonly node: Node }[] {
  if (node.type === "TSInterfaceDeclaration" || node.type === "TSTypeAliasDeclaration")
    return [{ name: (node["id"] as { readonly name: string }).name, node }];
  if (node.type !== "VariableDeclaration") return [];
  return (node["declarations"] as Node[]).map((declared) => ({
    name: (declared["id"] as { readonly name: string }).name,
    node: declared,
  }));
}

/** Without stars and links. */
function plain(comment: string): string {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trim())
    .join(" ")
    .replaceAll(/\{@link ([^}]+)\}/g, "`$1`")
    .trim();
}
