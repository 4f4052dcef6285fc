// Each combination of a metric's attributes is a series that is kept and charged for: an id makes one per user, and a secret is stored for
// as long as metrics are.
import type { TSESTree } from "@typescript-eslint/types";
import type { AttributeDeclaration } from "catalog";
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

/** Whose ids and names are as many as there are of them. */
const many = new Set(
  (
    "user customer client visitor session request trace span order cart basket payment invoice transaction account message correlation " +
    "device event job task person member subscriber enduser purchase booking ticket shipment parcel document file upload conversation chat " +
    "comment post article connection socket card email mail visit row record run execution attempt idempotency"
  ).split(" "),
);
/** Last words of values that rarely repeat. */
const endless = new Set([
  "uuid",
  "guid",
  "timestamp",
  "nonce",
  "url",
  "uri",
  "href",
  "email",
  "phone",
  "traceparent",
  "ip",
  "stack",
  "stacktrace",
]);
const endlessKeys = new Set([
  "url.full",
  "url.path",
  "url.query",
  "url.original",
  "http.url",
  "http.target",
  "client.address",
  "client.port",
  "network.peer.address",
  "network.peer.port",
  "user_agent.original",
  "exception.message",
  "exception.stacktrace",
  "error.message",
  "db.query.text",
  "db.statement",
  "enduser.id",
  "user.name",
  "user.full_name",
  "user.email",
  "user.hash",
  "order.number",
  "invoice.number",
  "thread.id",
  "messaging.message.id",
]);
/** Ids of few things. */
const few = new Set(["service.instance.id", "host.id", "container.id", "process.id", "k8s.pod.uid"]);
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
    remove: "Remove `{{key}}`.",
  },
  create({ context, origins, report, options }) {
    const catalog = catalogOf(context);
    const allowed = new Set(options.allow ?? []);
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        for (const one of writtenBy(call, origins).attributes) {
          if (one.signal !== "metric" || seen.has(one.node)) continue;
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
  if (declared?.sensitivity === "secret") return { messageId: "secret", data: { kind: "declared so" } };
  const kind = secretKind(key, value);
  if (kind !== undefined) return { messageId: "secret", data: { kind } };
  const declaredClass = declared === undefined ? undefined : classOf(declared);
  if (declaredClass === "few") return undefined;
  if (declaredClass !== undefined) return { messageId: "declared", data: { class: declaredClass } };
  if (key !== undefined && hasManyValues(key)) return { messageId: "many" };
  return rarelyRepeats(value, origins) ? { messageId: "value" } : undefined;
}

/** The class of a declared attribute that has many values; `few` for others that say it. */
function classOf({ cardinality, type }: AttributeDeclaration): "few" | "high" | "unbounded" | undefined {
  if (cardinality === "high" || cardinality === "unbounded") return cardinality;
  return cardinality !== undefined || Array.isArray(type) ? "few" : undefined;
}

/** What kind of secret an attribute holds, by its key or by the name of its value. */
export function secretKind(key: string | undefined, value: Node): string | undefined {
  if (
    value.type === "Literal" &&
    (typeof value.value === "boolean" || typeof value.value === "number" || value.value === null)
  )
    return undefined;
  if (isAboutValue(value)) return undefined;
  const ofKey = key === undefined ? undefined : kindOfName(key);
  if (ofKey !== undefined) return ofKey;
  return kindOfValue(value);
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

function hasManyValues(key: string): boolean {
  if (few.has(key)) return false;
  if (endlessKeys.has(key)) return true;
  const words = wordsOf(key);
  const last = words.at(-1) ?? "";
  if (endless.has(last)) return true;
  if (last !== "id" && last !== "ids" && last !== "number") return false;
  const before = words.at(-2);
  return before === undefined ? last !== "number" : many.has(before);
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
  if (node.type === "Identifier") return hasManyWords(node.name);
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
  if (name === "id" || name === "email") return owner !== undefined && many.has(wordsOf(owner).at(-1) ?? "");
  return hasManyWords(name);
}

/** `orderId`, `user_id`. */
function hasManyWords(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 1 && words.at(-1) === "id" && many.has(words.at(-2) ?? "");
}
