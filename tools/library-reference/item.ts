// One exported name: what it is, as plain data.
import {
  isClassDeclaration,
  isConditionalTypeNode,
  isFunctionDeclaration,
  isInterfaceDeclaration,
  isIntersectionTypeNode,
  isMappedTypeNode,
  isTypeAliasDeclaration,
  isTypeLiteralNode,
  isTypeReferenceNode,
  isVariableDeclaration,
  type Node,
  SyntaxKind,
} from "typescript/unstable/ast";
import { NodeBuilderFlags, type Symbol, SymbolFlags, type Type } from "typescript/unstable/sync";

import { declarationsOf, isOurs, original, placeOf, type Sources } from "./program.ts";
import { isCallable, signatures } from "./signature.ts";
import { type Printing, typeText } from "./type-text.ts";

/** A field, an option or a method. */
export interface Member {
  readonly name: string;
  readonly isOptional: boolean;
  /** One per overload. */
  readonly types: readonly string[];
  readonly docs: string;
  readonly place: string;
  readonly mentioned: ReadonlyMap<string, Symbol>;
}

/** A name with what its docstring and its declaration say. */
export interface Item {
  readonly name: string;
  readonly symbol: Symbol;
  readonly kind: "function" | "class" | "constant" | "type";
  /** TypeScript; empty for an interface. */
  readonly code: string;
  readonly docs: string;
  readonly throws: readonly string[];
  readonly example: string | undefined;
  readonly members: readonly Member[];
  /** Types of other packages whose members it has as well. */
  readonly inherits: readonly string[];
  readonly place: string;
  readonly mentioned: ReadonlyMap<string, Symbol>;
}

/** What reading needs to know. */
export type Context = Pick<Printing, "sources" | "isExported" | "exported">;

const longestAlias = 700;

const isOfOurs = (symbol: Symbol): boolean => declarationsOf(symbol).some(isOurs);

/** Reads one name. */
export function readItem(name: string, symbol: Symbol, context: Context): Item {
  const mentioned = new Map<string, Symbol>();
  const printing: Printing = { ...context, mentioned, ofCatalog: new Set() };
  const declarations = declarationsOf(symbol);
  const [declaration] = declarations;
  if (declaration === undefined) throw new Error(`Cannot find the declaration of ${name}`);
  const { docs, throws, example } = docsOf(symbol, declarations, context.sources);
  const properties = propertiesOf(symbol, declaration, context.sources);
  return {
    name,
    symbol,
    kind: kindOf(declaration),
    code: codeOf(name, declarations, printing),
    docs,
    throws,
    example,
    members: properties.filter(isOfOurs).flatMap((one) => readMember(one, context)),
    inherits: foreignBases(declaration, context.sources),
    place: placeOf(declaration),
    mentioned,
  };
}

function kindOf(node: Node): Item["kind"] {
  if (isFunctionDeclaration(node)) return "function";
  if (isClassDeclaration(node)) return "class";
  return isVariableDeclaration(node) ? "constant" : "type";
}

/** The docstring of `symbol`. */
function docsOf(
  symbol: Symbol,
  declarations: readonly Node[],
  { checker }: Sources,
): Pick<Item, "docs" | "throws" | "example"> {
  const tags = symbol.getJsDocTags(checker);
  const texts = (name: string): string[] =>
    tags.filter((tag) => tag.name === name).map((tag) => String(tag.text ?? "").trim());
  const written = declarations
    .filter(isOurs)
    .map(commentOf)
    .find((text) => text !== "");
  return {
    docs: written ?? symbol.getDocumentationComment(checker).trim(),
    throws: texts("throws"),
    example: texts("example")[0],
  };
}

/** What the docstring above `node` says before its tags, as it is written: the compiler's own answer leaves out `{@link}`. */
function commentOf(node: Node): string {
  const { jsDoc } = node as { jsDoc?: readonly Node[] };
  const [text = ""] = (jsDoc?.at(-1)?.getText() ?? "")
    .replace(/^[\s\S]*\/\*\*/, "")
    .replace(/\*\/$/, "")
    .replaceAll(/^[ \t]*\* ?/gm, "")
    .split(/(?:^|\s)@(?:throws|example|param|returns|see)\b/);
  return text.trim();
}

/** Fields, options and methods, inherited ones included. */
function propertiesOf(symbol: Symbol, node: Node, { checker }: Sources): readonly Symbol[] {
  let type: Type | undefined;
  if (isInterfaceDeclaration(node) || isClassDeclaration(node))
    type = checker.getDeclaredTypeOfSymbol(symbol);
  else if (
    isTypeAliasDeclaration(node) &&
    (isTypeLiteralNode(node.type) || isIntersectionTypeNode(node.type))
  )
    type = checker.getDeclaredTypeOfSymbol(symbol);
  else if (isVariableDeclaration(node) && node.type !== undefined && isTypeLiteralNode(node.type))
    type = checker.getTypeOfSymbol(symbol);
  return type === undefined ? [] : checker.getPropertiesOfType(type);
}

function readMember(symbol: Symbol, context: Context): Member[] {
  const declarations = declarationsOf(symbol);
  const [declaration] = declarations;
  if (declaration === undefined || isHidden(declaration)) return [];
  const mentioned = new Map<string, Symbol>();
  const printing: Printing = { ...context, mentioned, ofCatalog: new Set() };
  return [
    {
      name: symbol.name.startsWith("__@") ? `[Symbol.${symbol.name.slice(3).split("@")[0]}]` : symbol.name,
      isOptional: (symbol.flags & SymbolFlags.Optional) !== 0,
      types: memberTypes(symbol, declarations, printing),
      docs: docsOf(symbol, declarations, context.sources).docs,
      place: placeOf(declaration),
      mentioned,
    },
  ];
}

function isHidden(node: Node): boolean {
  const { name } = node as { name?: Node };
  const modifiers = (node as { modifiers?: readonly Node[] }).modifiers ?? [];
  return (
    name?.kind === SyntaxKind.PrivateIdentifier ||
    modifiers.some(({ kind }) => kind === SyntaxKind.PrivateKeyword)
  );
}

function memberTypes(symbol: Symbol, declarations: readonly Node[], printing: Printing): readonly string[] {
  const [declaration] = declarations;
  if (isCallable(declaration!)) return signatures("", declarations, printing, " =>");
  const { type } = declaration as { type?: Node };
  const text = type === undefined ? computedType(symbol, printing) : typeText(type, printing);
  return [text.replace(/ \| undefined$/, "")];
}

/** The type of a member that another type is derived from, such as the options that are declared as settings. */
function computedType(symbol: Symbol, { sources, exported, mentioned }: Printing): string {
  const type = sources.checker.getTypeOfSymbol(symbol);
  if (type === undefined) return "unknown";
  const text = sources.checker
    .typeToString(type, undefined, NodeBuilderFlags.NoTruncation)
    .replaceAll(/\breadonly /g, "")
    .replaceAll(/\bReadonly<(Record<[^<>]*>)>/g, "$1")
    // options of options, declared as settings too
    .replaceAll(/\bOptional<\{.*\}, [^<>]*>/g, "object")
    .replace(/ \| undefined$/, "")
    .replace(/^\((\(.*\) => \w+)\)$/, "$1");
  for (const [name] of text.matchAll(/\b[A-Z]\w+/g)) {
    const named = exported.get(name);
    if (named !== undefined) mentioned.set(name, named);
  }
  return text;
}

/** Types of OpenTelemetry's API that an interface extends, directly or by another interface. */
function foreignBases(node: Node, sources: Sources): readonly string[] {
  if (!isInterfaceDeclaration(node)) return [];
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => [...types]);
  return bases.flatMap(({ expression }) => {
    const found = sources.checker.getSymbolAtLocation(expression);
    const symbol = found && original(found, sources);
    const [target] = symbol === undefined ? [] : declarationsOf(symbol);
    if (target === undefined) return [];
    if (isOurs(target)) return foreignBases(target, sources);
    return target.getSourceFile().fileName.includes("/@opentelemetry/api/") ? [symbol!.name] : [];
  });
}

/** The declaration as code. */
function codeOf(name: string, declarations: readonly Node[], printing: Printing): string {
  const [node] = declarations;
  if (isFunctionDeclaration(node!)) return signatures(name, declarations, printing).join("\n");
  if (isClassDeclaration(node!)) {
    const constructors = node.members.filter(({ kind }) => kind === SyntaxKind.Constructor);
    return constructors.length === 0 ? "" : signatures(`new ${name}`, constructors, printing, "").join("\n");
  }
  if (isInterfaceDeclaration(node!)) {
    const calls = node.members.filter(({ kind }) => kind === SyntaxKind.CallSignature);
    return calls.length === 0 ? "" : signatures(lowered(name), calls, printing).join("\n");
  }
  if (isVariableDeclaration(node!)) {
    if (node.type === undefined || isTypeLiteralNode(node.type)) return "";
    return `const ${name}: ${typeText(node.type, printing)}`;
  }
  return isTypeAliasDeclaration(node!) ? aliasCode(name, node, printing) : "";
}

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function aliasCode(
  name: string,
  node: Parameters<typeof isTypeAliasDeclaration>[0] & { type?: Node },
  printing: Printing,
): string {
  const { type, typeParameters = [] } = node as unknown as { type: Node; typeParameters?: readonly Node[] };
  if (isTypeLiteralNode(type) || isComputed(type)) return "";
  const generic = typeParameters.map((one) => typeText(one, printing));
  const head = `type ${name}${generic.length === 0 ? "" : `<${generic.join(", ")}>`} =`;
  const body = typeText(type, printing);
  if (body.length > longestAlias) return "";
  const line = `${head} ${body}`;
  if (line.length <= 90) return line;
  const parts = topLevel(body);
  return parts.length === 1 ? line : `${head}\n${parts.map((one) => `  | ${one}`).join("\n")}`;
}

/** Types of types say little to a reader; the docstring does. */
const isComputed = (node: Node): boolean =>
  isConditionalTypeNode(node) ||
  isMappedTypeNode(node) ||
  (isTypeReferenceNode(node) && /^(?:KeysOf|Infer|DeclaredName)$/.test(node.typeName.getText()));

/** The members of a union, as text. */
export function topLevel(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  const at = [...text];
  for (const [index, character] of at.entries()) {
    if ("([{<".includes(character)) depth += 1;
    else if (")]}".includes(character) || (character === ">" && at[index - 1] !== "=")) depth -= 1;
    else if (depth === 0 && text.startsWith(" | ", index)) {
      parts.push(text.slice(from, index));
      from = index + 3;
    }
    if (depth === 0 && text.startsWith("=>", index)) return [text];
  }
  return [...parts, text.slice(from)];
}
