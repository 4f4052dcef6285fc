// Each combination of a metric's attributes is a series that is kept and charged for: an id makes one per user, and a secret is stored for
// as long as metrics are.
import type { TSESTree } from "@typescript-eslint/types";
import type { AttributeDeclaration } from "catalog";
import { hasFewValues, hasManyValues, secretKind } from "catalog/attribute-key";
import { kindOfName } from "catalog/sensitive-name";
import { catalogOf, type KnownCatalog } from "../catalog.ts";
import { removeAttribute } from "../edit.ts";
import { defineRule } from "../rule.ts";
import { type Call, lastName, type Node, propertyName, unwrap, wordsOf } from "../syntax.ts";
import { type Attribute, writtenBy } from "../telemetry/attributes.ts";
import type { Origins } from "../telemetry/origin.ts";

interface Options {
  readonly allow: readonly string[];
}

/** Calls whose results never repeat. */
const unique = new Set([
  "randomUUID",
  "uuid",
  "uuidv4",
  "uuidv7",
  "v4",
  "v7",
  "nanoid",
  "ulid",
  "cuid",
  "createId",
  "toISOString",
]);

export default defineRule<Options>({
  name: "safe-metric-attributes",
  description: "Disallow attributes of metrics that have too many values or hold secrets",
  type: "problem",
  options: { allow: { type: "array", items: { type: "string" }, uniqueItems: true } },
  messages: {
    many: "`{{key}}` has too many values for a metric: each one is a series of its own. Put it on the span, and use an attribute with few values here.",
    declared:
      "The catalog declares `{{key}}` with {{class}} cardinality: as an attribute of a metric, each value is a series of its own. Put it on the span.",
    value:
      "`{{key}}` gets a value that rarely repeats: each one is a series of its own. Put it on the span, and use an attribute with few values here.",
    secret: "`{{key}}` holds a secret ({{kind}}), and metrics are kept for long. Remove it.",
    personal:
      "The catalog declares `{{key}}` personal: series of a metric cannot be deleted one by one. Put it on the span.",
    remove: "Remove `{{key}}`.",
  },
  create({ context, origins, report, options }) {
    const catalog = catalogOf(context);
    const allowed = new Set(options.allow ?? []);
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        for (const one of writtenBy(call, origins).attributes) {
          if (!one.onMetric || seen.has(one.node)) continue;
          seen.add(one.node);
          const found = judge(one, catalog, allowed, origins);
          if (found === undefined) continue;
          const data = { key: one.key ?? lastName(one.value) ?? "the value", ...found.data };
          const fix = {
            messageId: "remove",
            data,
            fix: (fixer: Parameters<typeof removeAttribute>[0]) =>
              removeAttribute(fixer, one, context.sourceCode),
          };
          report({ node: one.node, messageId: found.messageId, data, suggest: [fix] });
        }
      },
    };
  },
});

interface Found {
  readonly messageId: string;
  readonly data?: Readonly<Record<string, string>>;
}

function judge(
  { key, value }: Attribute,
  catalog: KnownCatalog | undefined,
  allowed: ReadonlySet<string>,
  origins: Origins,
): Found | undefined {
  if (key !== undefined && allowed.has(key)) return undefined;
  const declared = key === undefined ? undefined : catalog?.attributes.get(key);
  const kind = secretOf(key, value, declared);
  if (kind !== undefined) return { messageId: "secret", data: { kind } };
  if (declared?.sensitivity === "personal") return { messageId: "personal" };
  if (key !== undefined && hasManyValues(key, declared))
    return declared?.cardinality === undefined
      ? { messageId: "many" }
      : { messageId: "declared", data: { class: declared.cardinality } };
  if (declared !== undefined && hasFewValues(declared)) return undefined;
  return rarelyRepeats(value, origins) ? { messageId: "value" } : undefined;
}

/** What kind of secret an attribute holds, by its key or by the name of its value. */
export function secretOf(
  key: string | undefined,
  value: Node,
  declared: AttributeDeclaration | undefined,
): string | undefined {
  if (declared?.sensitivity !== undefined) return secretKind(key ?? "", declared);
  if (
    value.type === "Literal" &&
    (typeof value.value === "boolean" || typeof value.value === "number" || value.value === null)
  )
    return undefined;
  if (isAboutValue(value)) return undefined;
  return (key === undefined ? undefined : secretKind(key, declared)) ?? kindOfValue(value);
}

/** What kind of secret an expression gives: `password`, `token ?? ""`, `"Bearer " + token`, `String(token)`. */
function kindOfValue(node: Node): string | undefined {
  const name = lastName(node);
  if (name !== undefined) return kindOfName(name);
  return carried(unwrap(node))
    .map(kindOfValue)
    .find((kind) => kind !== undefined);
}

/** The expressions whose values become part of a value. */
function carried(node: Node): readonly Node[] {
  switch (node.type) {
    case "TemplateLiteral":
      return node.expressions;
    case "LogicalExpression":
      return [node.left, node.right];
    case "ConditionalExpression":
      return [node.consequent, node.alternate];
    case "BinaryExpression":
      return node.operator === "+" ? [node.left, node.right] : [];
    case "CallExpression": {
      const name = lastName(node.callee);
      return name === "String" || name === "toString" ? [inside(node) ?? node.callee] : [];
    }
    default:
      return [];
  }
}

/** Comparisons and the like say something about a value and do not contain it. */
function isAboutValue(node: Node): boolean {
  if (node.type === "UnaryExpression") return true;
  if (node.type === "BinaryExpression") return node.operator !== "+";
  return (
    node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "Boolean"
  );
}

function rarelyRepeats(value: Node, origins: Origins): boolean {
  const node = unwrap(value);
  if (node.type === "CallExpression") {
    const name = lastName(node.callee);
    if (name === "now" && node.callee.type === "MemberExpression" && lastName(node.callee.object) === "Date")
      return true;
    if (name === "random" || origins(node.callee) === "telltale.traceId") return true;
    if (name === "String" || name === "toString") return rarelyRepeats(inside(node) ?? node.callee, origins);
    return name !== undefined && unique.has(name);
  }
  if (node.type === "TemplateLiteral") return node.expressions.some((one) => rarelyRepeats(one, origins));
  if (node.type === "Identifier") return isEndlessId(node.name);
  return node.type === "MemberExpression" && isEndlessMember(node);
}

function inside(call: Call): Node | undefined {
  const [first] = call.arguments;
  if (first !== undefined) return first;
  return call.callee.type === "MemberExpression" ? call.callee.object : undefined;
}

function isEndlessMember(node: TSESTree.MemberExpression): boolean {
  const name = propertyName(node);
  const owner = lastName(node.object);
  if (name === undefined) return false;
  if (owner !== undefined && /^(?:req|request)$/.test(owner))
    return /^(?:url|originalUrl|path|ip|id|body|query)$/.test(name);
  if (name === "id" || name === "email") return owner !== undefined && hasManyValues(`${owner}.id`);
  return isEndlessId(name);
}

/** `orderId`, `user_id`. */
function isEndlessId(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 1 && words.at(-1) === "id" && hasManyValues(name);
}
