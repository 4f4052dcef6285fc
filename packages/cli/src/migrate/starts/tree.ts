// Values of YAML and JSON files, and of literals in JavaScript, with where they are written.
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node as YamlNode,
  parseAllDocuments,
} from "yaml";
import { bare, child, children, keyOf, literalText, type Node } from "../../code/node.ts";
import { parseModule, type SourceModule } from "../../code/source-module.ts";
import { Failure } from "../../failure.ts";
import type { StartFile } from "../start-files.ts";

/** A text, and where it is written. */
export interface Word {
  readonly text: string;
  readonly source: StartFile;
  /** An offset in the source, at or before the text. */
  readonly at: number;
  /** What is written there, when the text has values of variables. */
  readonly written?: string | undefined;
}

/** A word to be printed: without values of variables, and without what may be a password in a variable or a URL. */
export const shown = ({ text, written = text }: Word): string => written.split(/=|:\/\//, 1)[0]!;

/** A value: a text, a list or fields; none of them when it is computed. */
export interface Tree {
  readonly word?: Word;
  readonly items?: readonly Tree[];
  readonly fields?: ReadonlyMap<string, Tree>;
  /** Where its key or itself begins. */
  readonly at: number;
}

/** The line of a word, or of `text` in it. */
export function lineOf({ source, at }: Word, text = ""): number {
  const found = source.text.indexOf(text, at);
  return source.text.slice(0, Math.max(found, at)).split("\n").length;
}

/** The value at the path of keys. */
export function treeAt(tree: Tree | undefined, ...keys: readonly string[]): Tree | undefined {
  return keys.reduce((found, key) => found?.fields?.get(key), tree);
}

export const textOf = (tree: Tree | undefined, ...keys: readonly string[]): string | undefined =>
  treeAt(tree, ...keys)?.word?.text;

/** The documents of a YAML or JSON file; none when it cannot be parsed, as it is or as a template. */
export function readYaml(source: StartFile): readonly Tree[] {
  const parsed = parsedYaml(source.text);
  const documents =
    parsed ?? (source.text.includes("{{") ? parsedYaml(withoutTemplates(source.text)) : undefined);
  return (documents ?? []).map((document) => ofYaml(source, document));
}

function parsedYaml(text: string): readonly Document[] | undefined {
  try {
    const documents = parseAllDocuments(text, { logLevel: "silent" });
    if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
    return documents as readonly Document[];
  } catch {
    return undefined;
  }
}

/** A Helm template as YAML of the same length: lines of control become comments, values become words. */
const withoutTemplates = (text: string): string =>
  text
    .replaceAll(/^[ \t]*\{\{[^{}]*\}\}[ \t]*$/gm, (all) => "#".padEnd(all.length))
    .replaceAll(/\{\{[^{}]*\}\}/g, (all) => "_".repeat(all.length));

const maxDepth = 40;

/** How many values aliases may stand for: nested ones can multiply to any number. */
const maxAliased = 100_000;

function ofYaml(source: StartFile, document: Document): Tree {
  const anchors = new Map<string, YamlNode>();
  let aliased = 0;
  const treeOf = (node: unknown, depth: number, isAliased: boolean): Tree => {
    if (isAlias(node)) return treeOf(anchors.get(node.source) ?? node.resolve(document), depth + 1, true);
    const value = node as YamlNode | null | undefined;
    const at = value?.range?.[0] ?? 0;
    if (isAliased && ++aliased > maxAliased) throw tooManyValues(source);
    if (depth > maxDepth) return { at };
    const anchor = isAliased ? undefined : anchorOf(value);
    if (anchor !== undefined) anchors.set(anchor, value!);
    if (isScalar(value)) return { at, word: { text: String(value.value ?? ""), source, at } };
    const inner = (item: unknown): Tree => treeOf(item, depth + 1, isAliased);
    if (isSeq(value)) return { at, items: value.items.map(inner) };
    return isMap(value) ? { at, fields: fieldsOf(value.items, inner) } : { at };
  };
  return treeOf(document.contents, 0, false);
}

const anchorOf = (node: unknown): string | undefined =>
  isScalar(node) || isCollection(node) ? node.anchor : undefined;

const tooManyValues = ({ file }: StartFile): Failure =>
  new Failure(
    `The aliases of ${file} stand for more than ${maxAliased} values.`,
    "Write its values without aliases of aliases, or move it out of the folder while the command runs.",
  );

function fieldsOf(
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  treeOf: (item: unknown) => Tree,
): ReadonlyMap<string, Tree> {
  const fields = new Map<string, Tree>();
  const merged: Tree[] = [];
  for (const { key, value } of pairs) {
    const tree = treeOf(value);
    const name = isScalar(key) ? String(key.value) : "";
    if (name === "<<") merged.push(tree, ...(tree.items ?? []));
    else fields.set(name, { ...tree, at: (key as YamlNode).range?.[0] ?? tree.at });
  }
  for (const tree of merged)
    for (const [name, one] of tree.fields ?? []) if (!fields.has(name)) fields.set(name, one);
  return fields;
}

/** The value that a JavaScript module exports, as far as it is written there. */
export function readJavaScript(source: StartFile): Tree | undefined {
  const module = parseModule(source.file, source.text);
  if (!("program" in module)) return undefined;
  const exported = module.nodes.find(
    (node) =>
      node.type === "ExportDefaultDeclaration" ||
      (node.type === "AssignmentExpression" && /^exports$/.test(keyOf(child(node, "left")!) ?? "")),
  );
  const value = exported && (child(exported, "declaration") ?? child(exported, "right"));
  return value && ofCode(source, module, value, 0);
}

function ofCode(source: StartFile, module: SourceModule, given: Node, depth: number): Tree {
  const node = bare(given);
  const at = node.start;
  if (depth > maxDepth) return { at };
  const text = literalText(node);
  if (text !== undefined) return { at, word: { text, source, at } };
  if (node.type === "Identifier") {
    const value = module.resolve(String(node["name"]), node)?.value;
    return value === undefined ? { at } : ofCode(source, module, value, depth + 1);
  }
  if (node.type === "ArrayExpression")
    return { at, items: children(node, "elements").map((one) => ofCode(source, module, one, depth + 1)) };
  if (node.type !== "ObjectExpression") return { at };
  const fields = new Map<string, Tree>();
  for (const property of children(node, "properties")) {
    const value = child(property, "value") ?? child(property, "argument");
    if (value === undefined) continue;
    const tree = ofCode(source, module, value, depth + 1);
    if (property.type === "SpreadElement") for (const [key, one] of tree.fields ?? []) fields.set(key, one);
    else fields.set(keyOf(property) ?? "", { ...tree, at: property.start });
  }
  return { at, fields };
}
