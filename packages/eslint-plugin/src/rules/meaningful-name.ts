// `data`, `temp`, `function`: a name that says nothing cannot be searched for, charted or explained.
import { defineRule, type Suggestion } from "../rule.ts";
import {
  type Call,
  type FunctionNode,
  functionAround,
  type Node,
  propertyName,
  textOf,
  wordsOf,
} from "../syntax.ts";
import { writtenBy } from "../telemetry/attributes.ts";
import { callAt, emitsSpan, nameOf } from "../telemetry/calls.ts";

interface Options {
  /** More words that say nothing. */
  readonly words: readonly string[];
}

const nothing = new Set(
  (
    "data temp tmp test tests testing foo bar baz qux span trace tracing function func fn method thing things stuff callback cb untitled " +
    "unnamed unknown todo asdf xxx abc metric counter event log attribute value name object obj string number misc dummy sample whatever " +
    "something"
  ).split(" "),
);
const filler = new Set("my new the some a an this our do".split(" "));
/** Keys of attributes that say nothing; `value` and `name` may do in a namespace. */
const nothingAsKey = new Set(
  "data temp tmp test foo bar baz qux thing stuff misc obj object val xxx asdf todo unnamed dummy whatever".split(
    " ",
  ),
);

export default defineRule<Options>({
  name: "meaningful-name",
  description: "Disallow names that say nothing",
  type: "suggestion",
  options: { words: { type: "array", items: { type: "string" }, uniqueItems: true } },
  messages: {
    name: "`{{name}}` does not say what is measured. Name the work, for example `charge card`.",
    empty: "The name is empty. Name the work, for example `charge card`.",
    key: "The attribute `{{name}}` does not say what it holds. Name it with a namespace, for example `order.items`.",
    rename: "Name it `{{name}}`, after the function.",
  },
  create({ context: { sourceCode }, origins, report, options }) {
    const words = new Set([...nothing, ...(options.words ?? [])]);
    const keys = new Set([...nothingAsKey, ...(options.words ?? [])]);
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        const known = callAt(origins(call.callee));
        // the message of a log record is a sentence
        const node = known === undefined || known.kind === "log" ? undefined : nameOf(known, call);
        const name = node === undefined ? undefined : textOf(origins.value(node));
        if (node !== undefined && name !== undefined && saysNothing(name, words)) {
          report({
            node,
            messageId: name.trim() === "" ? "empty" : "name",
            data: { name },
            suggest: known !== undefined && emitsSpan(known) ? rename(node, name) : [],
          });
        }
        for (const { key, keyNode } of writtenBy(call, origins).attributes) {
          if (key === undefined || seen.has(keyNode) || !saysNothing(key, keys)) continue;
          seen.add(keyNode);
          report({ node: keyNode, messageId: "key", data: { name: key } });
        }
      },
    };

    function rename(node: Node, name: string): Suggestion[] {
      const better = textOf(node) === undefined ? undefined : nameAround(node);
      if (better === undefined || better === name || saysNothing(better, words)) return [];
      const fix: Suggestion["fix"] = (fixer) => fixer.replaceText(node as never, JSON.stringify(better));
      return sourceCode.getText(node as never) === JSON.stringify(better)
        ? []
        : [{ messageId: "rename", data: { name: better }, fix }];
    }
  },
});

function saysNothing(name: string, words: ReadonlySet<string>): boolean {
  const left = wordsOf(name)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "" && !filler.has(word));
  // `x`; names in other scripts have no words here
  if (left.length === 0) return /^[\w\s.-]*$/.test(name);
  return left.every((word) => words.has(word)) || /^[a-z]$/i.test(name.trim());
}

/** The words of the nearest function with a name: `charge card` of `chargeCard`. */
function nameAround(node: Node): string | undefined {
  for (let fn = functionAround(node); fn !== undefined; fn = functionAround(fn)) {
    const name = functionName(fn);
    if (name !== undefined) return wordsOf(name).join(" ");
  }
  return undefined;
}

function functionName(fn: FunctionNode): string | undefined {
  if (fn.id !== null && fn.id !== undefined) return fn.id.name;
  const { parent } = fn;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (
    parent.type === "MethodDefinition" ||
    parent.type === "Property" ||
    parent.type === "PropertyDefinition"
  )
    return propertyName(parent) === "constructor" ? undefined : propertyName(parent);
  return undefined;
}
