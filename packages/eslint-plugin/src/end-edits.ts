// Edits that end a span: `using`, `finally`, or `end()` before a way out.
import type { Rule } from "eslint";
import type { TSESTree } from "@typescript-eslint/types";
import type { RuleInput, Suggestion } from "./rule.ts";
import { type Call, type Node, statementAround, wrapped } from "./syntax.ts";

/** `startSpan("parse");` becomes `using span = startSpan("parse");`. */
export function toHeld({ context: { sourceCode } }: RuleInput, call: Call): Suggestion[] {
  const { parent } = wrapped(call);
  const isNamed = sourceCode.scopeManager.scopes.some((scope) => scope.set.has("span"));
  if (parent?.type !== "ExpressionStatement" || isNamed || !isBlock(parent.parent)) return [];
  return [{ messageId: "using", fix: (fixer) => fixer.insertTextBefore(parent as never, "using span = ") }];
}

export function toUsing(input: RuleInput, call: Call): Suggestion[] {
  const { origins } = input;
  const { sourceCode } = input.context;
  const declarator = wrapped(call).parent;
  if (
    declarator?.type !== "VariableDeclarator" ||
    declarator.parent.kind === "var" ||
    declarator.parent.declarations.length !== 1
  )
    return [];
  const declaration = declarator.parent;
  const isWritten = origins
    .variable(declarator.id as TSESTree.Identifier)
    ?.references.some((one) => one.isWrite() && one.init !== true);
  if (isWritten === true || !isBlock(declaration.parent) || /^(?:for|while)/i.test(declaration.parent.type))
    return [];
  const keyword = sourceCode.getFirstToken(declaration as never);
  return keyword === null
    ? []
    : [{ messageId: "using", fix: (fixer) => fixer.replaceText(keyword, "using") }];
}

export function toFinally(call: Call, name: string, kind: string): Suggestion[] {
  const statement = statementAround(call);
  const block = statement.parent as Node;
  if (kind !== "span" || statement.type !== "VariableDeclaration" || block.type !== "BlockStatement")
    return [];
  const last = block.body.at(-1);
  if (last === undefined || last === statement)
    return [
      {
        messageId: "finally",
        fix: (fixer) => fixer.insertTextAfter(statement as never, ` ${name}.end();`),
      },
    ];
  return [
    {
      messageId: "finally",
      fix: (fixer) => [
        fixer.insertTextAfter(statement as never, " try {"),
        fixer.insertTextAfter(last as never, ` } finally { ${name}.end(); }`),
      ],
    },
  ];
}

/** Inserts `span.end();` before a statement. Adds a block if the statement is not in one. */
export function endBefore(fixer: Rule.RuleFixer, node: Node, name: string): Rule.Fix | Rule.Fix[] {
  const { parent } = node;
  const isListed =
    parent?.type === "BlockStatement" || parent?.type === "SwitchCase" || parent?.type === "Program";
  const before = fixer.insertTextBefore(node as never, isListed ? `${name}.end(); ` : `{ ${name}.end(); `);
  return isListed ? before : [before, fixer.insertTextAfter(node as never, " }")];
}

function isBlock(node: Node): boolean {
  return node.type === "BlockStatement" || node.type === "Program" || node.type === "StaticBlock";
}
