// Spans are grouped by name. A name with an id in it makes a group for each span, and no chart or alert can use it.
import { addAttributes, keyFor } from "../edit.ts";
import { defineRule, type Suggestion } from "../rule.ts";
import { type Call, lastName, type Node, textOf, unwrap, wordsOf } from "../syntax.ts";
import { callAt, emitsSpan, nameOf } from "../telemetry/calls.ts";
import type { Origins } from "../telemetry/origin.ts";

interface Options {
  readonly allow: "few" | "none";
}

/** Last words of expressions that have few values. */
const few = new Set(
  (
    "method route operation op verb table collection queue topic destination action kind type stage step phase command event service model " +
    "entity resource status state level mode name label system protocol prefix suffix namespace scope module component layer domain feature " +
    "plugin provider vendor tool task worker pipeline workflow job rule check region environment version handler procedure function fn " +
    "class part section strategy driver adapter dialect role category channel tier plan stream exchange subscription activity"
  ).split(" "),
);
/** Words that make a name one of many, whatever follows. */
const many = new Set(
  "user customer file order person path url host tenant account email image document folder article product".split(
    " ",
  ),
);

export default defineRule<Options>({
  name: "constant-span-name",
  description: "Require span names that do not contain values",
  type: "problem",
  options: { allow: { enum: ["few", "none"] } },
  messages: {
    value:
      "The name of this span contains `{{text}}`: each value makes a group of its own. Use a constant name and write the value as an attribute.",
    move: "Name it `{{name}}` and write `{{key}}` as an attribute.",
  },
  create({ context: { sourceCode }, origins, report, options }) {
    const allows = (node: Node): boolean =>
      isConstant(node, origins) || (options.allow !== "none" && hasFewValues(node));
    return {
      CallExpression(call: Call) {
        const known = callAt(origins(call.callee));
        const given = known !== undefined && emitsSpan(known) ? nameOf(known, call) : undefined;
        if (given === undefined) return;
        const name = origins.value(given);
        const found = parts(name).find((one) => !allows(one));
        if (found === undefined) return;
        report({
          node: given,
          messageId: "value",
          data: { text: sourceCode.getText(found as never) },
          suggest: name === unwrap(given) ? move(call, name, allows) : [],
        });
      },
    };

    function move(call: Call, name: Node, isAllowed: (node: Node) => boolean): Suggestion[] {
      const origin = origins(call.callee) ?? "";
      const changing = parts(name).filter((one) => !isAllowed(one));
      const attributes = changing.map((one) => ({
        key: keyFor(one),
        text: sourceCode.getText(one as never),
      }));
      if (
        origin === "Span.updateName" ||
        call.arguments[0] !== name ||
        attributes.some(({ key }) => key === undefined)
      )
        return [];
      // what stays of the name must be text
      if (parts(name).length > changing.length) return [];
      const constant = tidy(textsOf(name).join(" "));
      if (constant === "") return [];
      const properties = attributes
        .map(({ key, text }) => (key === text && /^\w+$/.test(text) ? text : `"${key}": ${text}`))
        .join(", ");
      return [
        {
          messageId: "move",
          data: { name: constant, key: attributes.map(({ key }) => key).join("`, `") },
          fix(fixer) {
            const added = addAttributes(fixer, call, properties, sourceCode);
            return added === null
              ? null
              : [fixer.replaceText(name as never, JSON.stringify(constant)), added];
          },
        },
      ];
    }
  },
});

/** The expressions whose values become part of the name. */
function parts(node: Node): Node[] {
  const inner = unwrap(node);
  if (inner.type === "TemplateLiteral")
    return inner.expressions.flatMap((one) => (textOf(one) === undefined ? [unwrap(one)] : []));
  if (inner.type === "BinaryExpression" && inner.operator === "+")
    return [inner.left, inner.right].flatMap((one) => (textOf(one) === undefined ? inParts(one) : []));
  if (
    inner.type === "CallExpression" &&
    inner.callee.type === "MemberExpression" &&
    lastName(inner.callee) === "concat"
  )
    return inner.arguments.flatMap((one) => (textOf(one) === undefined ? [one] : []));
  return [];
}

function inParts(node: Node): Node[] {
  const inner = unwrap(node);
  const isCompound =
    inner.type === "TemplateLiteral" || (inner.type === "BinaryExpression" && inner.operator === "+");
  return isCompound ? parts(inner) : [inner];
}

/** The constant texts of the name, in order. */
function textsOf(node: Node): string[] {
  const inner = unwrap(node);
  if (inner.type === "TemplateLiteral") return inner.quasis.map(({ value }) => value.cooked ?? "");
  if (inner.type === "BinaryExpression") return [...textsOf(inner.left), ...textsOf(inner.right)];
  return [textOf(inner) ?? ""];
}

function tidy(text: string): string {
  return text
    .replaceAll(/[#:=/()[\]<>"'-]+(?=\s|$)/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function isConstant(node: Node, origins: Origins): boolean {
  const value = origins.value(node);
  if (value.type === "Literal") return true;
  if (value.type === "TemplateLiteral") return value.expressions.every((one) => isConstant(one, origins));
  if (value.type === "Identifier") return /^[A-Z][A-Z\d_]*$/.test(value.name);
  if (value.type === "MemberExpression" && !value.computed) {
    const isEnum = /^[A-Z]/.test(lastName(value.object) ?? "") && /^[A-Z]/.test(lastName(value) ?? "");
    return isEnum || /^[A-Z][A-Z\d_]*$/.test(lastName(value) ?? "");
  }
  if (value.type === "ConditionalExpression")
    return isConstant(value.consequent, origins) && isConstant(value.alternate, origins);
  return (
    value.type === "LogicalExpression" && isConstant(value.left, origins) && isConstant(value.right, origins)
  );
}

function hasFewValues(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === "LogicalExpression") return hasFewValues(inner.right) || hasFewValues(inner.left);
  if (inner.type === "CallExpression") {
    const same = unchanged(inner);
    return same !== undefined && hasFewValues(same);
  }
  const name = lastName(inner);
  if (name === undefined) return false;
  const words = wordsOf(name);
  const owner =
    inner.type === "MemberExpression" ? wordsOf(lastName(inner.object) ?? "").at(-1) : words.at(-2);
  if (words.at(-1) === "name" && owner !== undefined && many.has(owner)) return false;
  return few.has(words.at(-1) ?? "");
}

/** What a call returns in another spelling: `method` of `method.toUpperCase()` and of `String(method)`. */
function unchanged({ callee, arguments: [first] }: Call): Node | undefined {
  const name = lastName(callee) ?? "";
  if (callee.type !== "MemberExpression") return name === "String" ? first : undefined;
  return /^to(?:Locale)?(?:Upper|Lower)Case$|^toString$|^trim$/.test(name) ? callee.object : undefined;
}
