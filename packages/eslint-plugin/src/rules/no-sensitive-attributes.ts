// Secrets on spans, events and log records are sent, stored and shown. Redaction replaces what it recognizes; code that does not write them
// needs no luck.
import { catalogOf } from "../catalog.ts";
import { removeAttribute } from "../edit.ts";
import { defineRule } from "../rule.ts";
import type { Call, Node } from "../syntax.ts";
import { writtenBy } from "../telemetry/attributes.ts";
import { secretOf } from "./safe-metric-attributes.ts";

interface Options {
  readonly allow: readonly string[];
}

export default defineRule<Options>({
  name: "no-sensitive-attributes",
  description: "Disallow secrets in attributes of spans, events and log records",
  type: "problem",
  options: { allow: { type: "array", items: { type: "string" }, uniqueItems: true } },
  messages: {
    secret:
      "`{{key}}` holds a secret ({{kind}}) that would be stored with the telemetry. Remove it, or write whether there is one.",
    declared: "The catalog declares `{{key}}` secret: it must never be emitted. Remove it.",
    remove: "Remove `{{key}}`.",
  },
  create({ context, origins, report, options }) {
    const catalog = catalogOf(context);
    const allowed = new Set(options.allow ?? []);
    const seen = new Set<Node>();
    return {
      CallExpression(call: Call) {
        for (const one of writtenBy(call, origins).attributes) {
          if (one.onMetric || seen.has(one.node)) continue;
          seen.add(one.node);
          const key = one.key ?? context.sourceCode.getText(one.keyNode as never);
          if (allowed.has(key)) continue;
          const declared = catalog?.attributes.get(key);
          const kind = secretOf(one.key, one.value, declared);
          if (kind === undefined) continue;
          const data = { key, kind };
          const remove = {
            messageId: "remove",
            data,
            fix: (fixer: Parameters<typeof removeAttribute>[0]) =>
              removeAttribute(fixer, one, context.sourceCode),
          };
          report({
            node: one.node,
            messageId: declared?.sensitivity === "secret" ? "declared" : "secret",
            data,
            suggest: [remove],
          });
        }
      },
    };
  },
});
