// The signatures of functions, methods and constructors, without the overloads that only a catalog's names need.
import {
  isFunctionDeclaration,
  isIdentifier,
  isMethodDeclaration,
  isConstructorDeclaration,
  type Node,
  type NodeArray,
  type ParameterDeclaration,
  SyntaxKind,
  type TypeNode,
  type TypeParameterDeclaration,
} from "typescript/unstable/ast";

import { isOfCatalog, type Printing, restText, typeText } from "./type-text.ts";

/** What all declarations of calls have. */
interface Callable {
  readonly typeParameters?: NodeArray<TypeParameterDeclaration> | undefined;
  readonly parameters: NodeArray<ParameterDeclaration>;
  readonly type?: TypeNode | undefined;
}

const widest = 90;
const undefinedLast = / \| undefined$/;

/** The signatures of `declarations`: overloads without the implementation, each once. */
export function signatures(
  name: string,
  declarations: readonly Node[],
  printing: Printing,
  arrow = ":",
): readonly string[] {
  const overloads = declarations.length === 1 ? declarations : declarations.filter((one) => !hasBody(one));
  const open = overloads.filter((one) => !callable(one).typeParameters?.some(isOfCatalog));
  const shown = open.length === 0 ? overloads : open;
  return [...new Set(shown.map((one) => signature(name, callable(one), printing, arrow)))];
}

const callable = (node: Node): Callable => node as unknown as Callable;

const hasBody = (node: Node): boolean =>
  (isFunctionDeclaration(node) || isMethodDeclaration(node) || isConstructorDeclaration(node)) &&
  node.body !== undefined;

function signature(name: string, declared: Callable, printing: Printing, arrow: string): string {
  const typeParameters = declared.typeParameters ?? [];
  const ofCatalog = typeParameters.filter(isOfCatalog).map((one) => one.name.getText());
  const own = { ...printing, ofCatalog: new Set([...printing.ofCatalog, ...ofCatalog]) };
  const generic = typeParameters.filter((one) => !isOfCatalog(one)).map((one) => typeText(one, own));
  const list = declared.parameters.map((one) => parameter(one, own));
  const result = declared.type === undefined ? "" : `${arrow} ${typeText(declared.type, own)}`;
  const head = name + (generic.length === 0 ? "" : `<${generic.join(", ")}>`);
  const line = `${head}(${list.join(", ")})${result}`;
  if (line.length <= widest || list.length === 0) return line;
  return `${head}(\n${list.map((one) => `  ${one},\n`).join("")})${result}`;
}

function parameter(node: ParameterDeclaration, printing: Printing): string {
  // a pattern takes fields out of options
  const name = isIdentifier(node.name) ? node.name.getText() : "options";
  const isRest = node.dotDotDotToken !== undefined;
  if (node.type === undefined) return name;
  if (isRest) {
    const parts = restText(node.type, printing);
    if (parts !== undefined) return parts;
  }
  const isOptional = node.questionToken !== undefined || node.initializer !== undefined;
  const type = typeText(node.type, printing);
  const shown = isOptional ? type.replace(undefinedLast, "") : type;
  return `${isRest ? "..." : ""}${name}${isOptional ? "?" : ""}: ${shown}`;
}

/** Whether a declaration is a call: one signature per declaration. */
export const isCallable = (node: Node): boolean =>
  [
    SyntaxKind.FunctionDeclaration,
    SyntaxKind.MethodSignature,
    SyntaxKind.MethodDeclaration,
    SyntaxKind.CallSignature,
    SyntaxKind.ConstructSignature,
    SyntaxKind.Constructor,
  ].includes(node.kind);
