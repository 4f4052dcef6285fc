// Types as a reader wants them: as they are written in the source, without the machinery that types names and attributes by a catalog,
// without `readonly`, and with short internal aliases replaced by what they are.
import {
  isTypeAliasDeclaration,
  isTypeOperatorNode,
  isTypeReferenceNode,
  type Node,
  SyntaxKind,
  type TypeNode,
  type TypeParameterDeclaration,
} from "typescript/unstable/ast";
import type { Symbol } from "typescript/unstable/sync";

import { declarationsOf, isOurs, original, type Sources } from "./program.ts";

/** What printing needs to know, and what it has found. */
export interface Printing {
  readonly sources: Sources;
  /** Whether a type has a section of its own, to which a text may lead. */
  readonly isExported: (symbol: Symbol) => boolean;
  /** Types that only one module exports, or one of its name, by name. */
  readonly exported: ReadonlyMap<string, Symbol>;
  /** Types that were mentioned, by name. */
  readonly mentioned: Map<string, Symbol>;
  /** Type parameters that only carry the names of a catalog. */
  readonly ofCatalog: ReadonlySet<string>;
}

type Rule = (args: readonly string[]) => string;
const text = (): string => "string";
const attributes = (): string => "Attributes";
const first: Rule = ([one]) => one ?? "unknown";

/** The types of `typed.ts`, as they are without a catalog. */
const rules: Readonly<Record<string, Rule>> = {
  OpenName: text,
  FreeName: text,
  BareName: text,
  DeclaredName: text,
  // as the API of a catalog has them
  Name: text,
  Metric: text,
  MetricName: text,
  HeardName: text,
  OpenKey: text,
  DeclaredKey: text,
  StepOf: text,
  StateOf: text,
  AttributeValue: () => "unknown",
  Attributes: attributes,
  AttributesOf: attributes,
  OpenAttributes: attributes,
  ContextGiven: attributes,
  OptionsOf: first,
  Typed: first,
  ResumedTransaction: first,
  DeclaredTransaction: first,
  NoInfer: first,
  Readonly: first,
  // the sections of a catalog
  Named: ([one]) => `Record<string, ${one}>`,
  // a condition of an alert rule, by its one key
  Infer: ([one = ""]) => `{ ${one.replace("typeof ", "")}: … }`,
  ObserveOf: () => "Observe",
};

/** Rest parameters that are tuples, as the parameters that they are. */
const restRules: Readonly<Record<string, Rule>> = {
  OptionsGiven: ([options]) => `options?: ${options}`,
  Given: ([given]) => `attributes?: ${given}`,
  Measured: ([given]) => `attributes?: ${given}, context?: Context`,
  LogGiven: () => "attributes?: Attributes",
  LogGivenOrError: () => "attributes?: Attributes | Error",
};

const catalogNames =
  /^(?:(?:Name|Metric|DeclaredName|MetricName|DeclaredKey|StateOf|StepOf|HeardName|OpenName)<|DeclaredKey$|keyof ContextTypes\b)/;
const longestInline = 90;

/** Whether a type parameter only carries a name of a catalog. */
export const isOfCatalog = ({ constraint }: TypeParameterDeclaration): boolean =>
  constraint !== undefined && catalogNames.test(constraint.getText());

/** `node` in one line. */
export function typeText(node: Node, printing: Printing): string {
  return print(node, printing)
    .replaceAll(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/(^|[(<:=,] ?)\| /g, "$1")
    .replaceAll(/\breadonly /g, "")
    .replaceAll(/, ([)\]}>])/g, "$1")
    .replaceAll(/([([<]) | (?=[)\]>])/g, "$1")
    .replaceAll(/; \}/g, " }")
    .trim();
}

/** A rest parameter's tuple as the parameters that it is; undefined for one that is not from `typed.ts`. */
export function restText(node: TypeNode, printing: Printing): string | undefined {
  if (!isTypeReferenceNode(node)) return undefined;
  const args = (node.typeArguments ?? []).map((one) => typeText(one, printing));
  return restRules[node.typeName.getText()]?.(args);
}

function print(node: Node, printing: Printing): string {
  if (isTypeOperatorNode(node) && node.operator === SyntaxKind.ReadonlyKeyword)
    return print(node.type, printing);
  if (isTypeReferenceNode(node)) {
    const name = node.typeName.getText();
    if (printing.ofCatalog.has(name)) return "string";
    const rule = rules[name];
    if (rule !== undefined) return rule((node.typeArguments ?? []).map((one) => print(one, printing)));
    const inlined = mention(node.typeName, name, printing);
    if (inlined !== undefined) return inlined;
    if (node.typeArguments?.some((one) => one.getText() === "Registered") === true) return name;
  }
  return spliced(node, printing);
}

/** The text of `node` with its parts printed. */
function spliced(node: Node, printing: Printing): string {
  const source = node.getSourceFile().text;
  let result = "";
  let at = node.getStart();
  node.forEachChild((child) => {
    result += source.slice(at, child.getStart()) + print(child, printing);
    at = child.end;
    return undefined;
  });
  return result + source.slice(at, node.end);
}

/** Notes a mentioned type; gives its text instead where it is a short alias without a section. */
function mention(nameNode: Node, name: string, printing: Printing): string | undefined {
  const found = printing.sources.checker.getSymbolAtLocation(nameNode);
  if (found === undefined) return undefined;
  const symbol = original(found, printing.sources);
  const [declaration] = declarationsOf(symbol);
  if (declaration === undefined || declaration.kind === SyntaxKind.TypeParameter) return undefined;
  if (!printing.isExported(symbol) && isOurs(declaration) && isTypeAliasDeclaration(declaration)) {
    const isGeneric = declaration.typeParameters !== undefined;
    const { length } = declaration.type.getText();
    if (!isGeneric && length <= longestInline) {
      const inlined = print(declaration.type, printing);
      return /[|&]|=>/.test(inlined) && !inlined.startsWith("(") ? `(${inlined})` : inlined;
    }
  }
  // an exported type is often an internal one of the same name with more
  const exported = isOurs(declaration) ? printing.exported.get(name) : undefined;
  printing.mentioned.set(name, printing.isExported(symbol) ? symbol : (exported ?? symbol));
  return undefined;
}
