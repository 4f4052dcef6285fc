// A key that the catalog does not declare has no owner, no type and no place in generated dashboards; mostly it is a misspelled one.
import { semconv } from "catalog/semconv";
import { nearest } from "catalog/nearest";
import { catalogOf, type KnownCatalog } from "../catalog.ts";
import { defineRule, type Suggestion } from "../rule.ts";
import type { Call, Node } from "../syntax.ts";
import { type Attribute, writtenBy } from "../telemetry/attributes.ts";

interface Options {
  readonly catalog: unknown;
  readonly allow: readonly string[];
}

/** Attributes of the semantic conventions, which no catalog needs to repeat. */
const conventions = new Map(Object.entries(semconv.attributes ?? {}));

export default defineRule<Options>({
  name: "declared-attributes",
  description: "Require attributes that the catalog declares",
  type: "problem",
  options: {
    catalog: { type: ["string", "object"] },
    allow: { type: "array", items: { type: "string" }, uniqueItems: true },
  },
  messages: {
    undeclared:
      "The catalog `{{catalog}}` does not declare the attribute `{{key}}`. Declare it in `attributes`, or use a declared one.",
    similar:
      "The catalog `{{catalog}}` does not declare the attribute `{{key}}`. Did you mean `{{similar}}`?",
    deprecated: "The catalog declares `{{key}}` as deprecated. {{instead}}",
    replace: "Use `{{similar}}`.",
  },
  create({ context, origins, report, options }) {
    const catalog = catalogOf(context, options.catalog);
    if (catalog === undefined) return {};
    const allowed = new Set(options.allow ?? []);
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        for (const one of writtenBy(call, origins).attributes) {
          if (one.key === undefined || allowed.has(one.key) || seen.has(one.node)) continue;
          seen.add(one.node);
          check(one, one.key);
        }
      },
    };

    function check(attribute: Attribute, key: string): void {
      const known = catalog as KnownCatalog;
      const declared = known.attributes.get(key);
      if (declared?.deprecated !== undefined) {
        const { deprecated } = declared;
        const similar = typeof deprecated === "string" ? undefined : deprecated.renamedTo;
        const note = typeof deprecated === "string" ? deprecated : deprecated.note;
        const instead = similar === undefined ? (note ?? "Remove it.") : `Use \`${similar}\`.`;
        const suggest = similar === undefined ? [] : [replace(attribute, similar)];
        report({ node: attribute.keyNode, messageId: "deprecated", data: { key, instead }, suggest });
      } else if (declared === undefined && !isConvention(key) && !isTemplate(known.attributes, key)) {
        const similar = nearest(key, known.attributes.keys()) ?? nearest(key, conventions.keys());
        const data = { key, catalog: known.name, similar: similar ?? "" };
        const suggest = similar === undefined ? [] : [replace(attribute, similar)];
        report({
          node: attribute.keyNode,
          messageId: similar === undefined ? "undeclared" : "similar",
          data,
          suggest,
        });
      }
    }
  },
});

function replace({ node, keyNode }: Attribute, similar: string): Suggestion {
  return {
    messageId: "replace",
    data: { similar },
    fix(fixer) {
      const text = JSON.stringify(similar);
      if (node.type !== "Property") return fixer.replaceText(keyNode as never, text);
      if (node.shorthand) return fixer.insertTextBefore(node as never, `${text}: `);
      // `[KEY]: value`
      return node.computed
        ? fixer.replaceTextRange([node.range[0], node.value.range[0]], `${text}: `)
        : fixer.replaceText(keyNode as never, text);
    },
  };
}

function isConvention(key: string): boolean {
  return conventions.has(key) || key.startsWith("telltale.") || isTemplate(conventions, key);
}

/** `http.request.header` declared as a template represents `http.request.header.<key>`. */
function isTemplate(attributes: KnownCatalog["attributes"], key: string): boolean {
  for (let end = key.lastIndexOf("."); end > 0; end = key.lastIndexOf(".", end - 1)) {
    const type = attributes.get(key.slice(0, end))?.type;
    if (typeof type === "string" && type.startsWith("template[")) return true;
  }
  return false;
}
