// A whole object as attributes stores whatever the code adds to it later: passwords, megabytes, and a hundred undeclared keys.
import type { TSESTree } from "@typescript-eslint/types";
import { keyFor, removeAttribute, removeFromList, removeStatement } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import { type Call, lastName, type Node, statementAround, unwrap, wordsOf, wrapped } from "../syntax.ts";
import { type Attribute, type Whole, writtenBy } from "../telemetry/attributes.ts";
import type { Origins } from "../telemetry/origin.ts";

/** Names of things with an id. */
const entities = new Set(
  "user order customer account product item cart basket session job invoice payment entity document person member post comment ticket booking message".split(
    " ",
  ),
);
/** Names of objects that have more than telemetry should know. */
const objects = new Set([
  ...entities,
  ..."body payload request req response res row record model doc json params query headers cookies env data props state config options args arguments input output ctx err error".split(
    " ",
  ),
]);
/** Values of one attribute that are such objects. */
const whole = new Set(["body", "headers", "cookies", "env", "req", "res", "request", "response"]);

export default defineRule({
  name: "no-object-dump",
  description: "Disallow whole objects as attributes",
  type: "problem",
  messages: {
    attributes:
      "`{{text}}` becomes attributes as a whole, with everything it contains now or later. Name the properties that you need.",
    spread: "`...{{text}}` writes everything it contains as attributes. Name the properties that you need.",
    json: "`{{key}}` holds a whole object as JSON, with everything it contains now or later. Write the properties that you need as attributes.",
    value: "`{{key}}` holds the whole of `{{text}}`. Write the properties that you need as attributes.",
    pick: "Write `{{key}}` only.",
    remove: "Remove it.",
  },
  create(input) {
    const { origins, report } = input;
    const { sourceCode } = input.context;
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        const { attributes, wholes } = writtenBy(call, origins);
        for (const one of wholes) {
          if (seen.has(one.node) || !isDump(one, call, origins)) continue;
          seen.add(one.node);
          const text = sourceCode.getText(one.node as never);
          report({
            node: one.node,
            messageId: one.spread ? "spread" : "attributes",
            data: { text },
            suggest: edits(input, one, call),
          });
        }
        for (const one of attributes) {
          if (seen.has(one.node)) continue;
          seen.add(one.node);
          checkValue(input, one);
        }
      },
    };
  },
});

function edits(input: RuleInput, { node, spread }: Whole, call: Call): Suggestion[] {
  const { sourceCode } = input.context;
  const key = keyFor(node);
  const text = sourceCode.getText(node as never);
  if (key !== undefined && isEntity(node)) {
    const property = `"${key}.id": ${text}.id`;
    const target = spread ? (wrapped(node).parent as Node) : node;
    return [
      {
        messageId: "pick",
        data: { key: `${key}.id` },
        fix: (fixer) => fixer.replaceText(target as never, spread ? property : `{ ${property} }`),
      },
    ];
  }
  const property = wrapped(node).parent;
  if (property?.type === "Property")
    return [{ messageId: "remove", fix: (fixer) => removeFromList(fixer, property, sourceCode) }];
  const statement = statementAround(call);
  if (spread || statement.type !== "ExpressionStatement" || unwrap(statement.expression) !== call) return [];
  if (call.arguments.length > 1 && call.arguments.at(-1) === node)
    return [
      {
        messageId: "remove",
        fix: (fixer) => fixer.removeRange([(call.arguments.at(-2) as Node).range[1], node.range[1]]),
      },
    ];
  return [{ messageId: "remove", fix: (fixer) => removeStatement(fixer, statement, sourceCode) }];
}

function checkValue(input: RuleInput, one: Attribute): void {
  const { origins, report } = input;
  const { sourceCode } = input.context;
  const { value } = one;
  const key = one.key ?? sourceCode.getText(one.keyNode as never);
  const remove: Suggestion = {
    messageId: "remove",
    fix: (fixer) => removeAttribute(fixer, one, sourceCode),
  };
  if (isStringified(value, origins))
    report({ node: value, messageId: "json", data: { key }, suggest: [remove] });
  else if (isWholeValue(value, origins))
    report({
      node: value,
      messageId: "value",
      data: { key, text: sourceCode.getText(value as never) },
      suggest: [remove],
    });
}

function isDump(one: Whole, call: Call, origins: Origins): boolean {
  if (isLoggedError(one, call, origins)) return false;
  const value = origins.value(one.node);
  if (isParsed(value)) return true;
  const inner = value.type === "Identifier" || value.type === "MemberExpression" ? value : unwrap(one.node);
  const isObject = objects.has(wordsOf(lastName(inner) ?? "").at(-1) ?? "");
  if (inner.type === "MemberExpression") return isObject;
  return inner.type === "Identifier" && value === inner && isObject && !isTyped(inner, origins);
}

/** An error as the second argument of `log.error` is recorded as an exception. */
function isLoggedError({ node, spread }: Whole, call: Call, origins: Origins): boolean {
  if (spread || !/err|cause|reason/i.test(lastName(node) ?? "")) return false;
  return origins(call.callee)?.startsWith("telltale.log.") === true;
}

/** `JSON.parse(text)`, `await request.json()`: its contents are unknown. */
function isParsed(node: Node): boolean {
  const inner = node.type === "AwaitExpression" ? unwrap(node.argument) : node;
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return false;
  const name = lastName(inner.callee);
  return (
    (name === "parse" && lastName(inner.callee.object) === "JSON") ||
    (name === "json" && node.type === "AwaitExpression")
  );
}

/** Whether a parameter is declared as attributes. */
function isTyped(node: TSESTree.Identifier, origins: Origins): boolean {
  const name = origins.variable(node)?.defs[0]?.name as Node | undefined;
  if (name?.type !== "Identifier" || name.typeAnnotation === undefined) return false;
  const type = name.typeAnnotation.typeAnnotation;
  if (type.type === "TSTypeLiteral") return true;
  return (
    type.type === "TSTypeReference" &&
    type.typeName.type === "Identifier" &&
    /attributes|labels|tags/i.test(type.typeName.name)
  );
}

function isEntity(node: Node): boolean {
  return entities.has(wordsOf(lastName(node) ?? "").at(-1) ?? "");
}

function isStringified(node: Node, origins: Origins): boolean {
  if (
    node.type !== "CallExpression" ||
    node.callee.type !== "MemberExpression" ||
    lastName(node.callee) !== "stringify"
  )
    return false;
  if (lastName(node.callee.object) !== "JSON" || node.arguments.length === 0) return false;
  const value = origins.value(node.arguments[0] as Node);
  // a list of a few things, or a replacer that picks properties
  return (
    value.type !== "ArrayExpression" &&
    value.type !== "Literal" &&
    value.type !== "TemplateLiteral" &&
    node.arguments[1]?.type !== "ArrayExpression"
  );
}

function isWholeValue(node: Node, origins: Origins): boolean {
  if (node.type === "MemberExpression")
    return (
      whole.has(lastName(node) ?? "") &&
      /^(?:req|request|res|response|ctx|context|event|process)$/.test(lastName(node.object) ?? "")
    );
  return (
    node.type === "Identifier" &&
    /^(?:req|request|res|response)$/.test(node.name) &&
    origins.value(node) === node
  );
}
