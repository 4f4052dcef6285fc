// Whether a written catalog does nothing but declare: the last check before a file that other commands run is written.
import { child, children, type Node, textAt } from "./node.ts";
import { parseModule } from "./source-module.ts";

/** Whether `source` is one import of `defineCatalog`, and one export of a catalog whose declaration is a literal. */
export function onlyDeclares(source: string): boolean {
  const module = parseModule("telltale.catalog.ts", source);
  if (!("program" in module)) return false;
  const [first, second, ...others] = children(module.program, "body");
  if (first === undefined || second === undefined || others.length > 0) return false;
  return isImport(first) && isDeclaration(second);
}

function isImport(node: Node): boolean {
  const source = child(node, "source");
  return node.type === "ImportDeclaration" && source !== undefined && source["value"] === "telltale/catalog";
}

function isDeclaration(node: Node): boolean {
  const declaration = child(node, "declaration");
  if (node.type !== "ExportNamedDeclaration" || declaration?.type !== "VariableDeclaration") return false;
  const [only, ...others] = children(declaration, "declarations");
  const call = only && child(only, "init");
  if (call?.type !== "CallExpression" || others.length > 0) return false;
  const callee = child(call, "callee")!;
  return textAt(callee, "name") === "defineCatalog" && children(call, "arguments").every(isLiteral);
}

function isLiteral(node: Node): boolean {
  switch (node.type) {
    case "Literal":
      return true;
    case "UnaryExpression":
      return isLiteral(child(node, "argument")!);
    case "ArrayExpression":
      return children(node, "elements").every(isLiteral);
    case "ObjectExpression":
      return children(node, "properties").every(isLiteralProperty);
    default:
      return false;
  }
}

function isLiteralProperty(node: Node): boolean {
  const key = child(node, "key");
  if (node.type !== "Property" || key === undefined) return false;
  return (node["computed"] !== true || isLiteral(key)) && isLiteral(child(node, "value")!);
}
