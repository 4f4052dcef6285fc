// What a rule can look at: the fields of its form, and its words.
import { severityNames } from "contract";
import { partOf, type RuleContent, textOf } from "./rule-words.ts";

interface SourceField {
  readonly key: string;
  readonly label: string;
  /** A choice; else a text. */
  readonly choices?: readonly string[];
  readonly placeholder?: string;
  /** Text of several lines. */
  readonly isLong?: boolean;
  readonly hint?: string;
}

/** @param word of the measure. */
type Words = (text: (key: string) => string, word: string) => string;

interface SourceKind {
  /** The field that names it. */
  readonly kind: string;
  readonly label: string;
  readonly fields: readonly SourceField[];
  /** The source of a new rule of this kind. */
  readonly start: RuleContent;
  readonly words: Words;
}

const measures: Readonly<Record<string, string>> = {
  count: "number",
  completion: "completion",
  failure: "failures",
  amount: "amount",
  rate: "rate",
  errors: "errors",
  within: "share within the limit",
  conversion: "conversion",
  entered: "people who entered",
  stuck: "stuck instances",
  events: "events",
};

const service: SourceField = { key: "service", label: "Service", placeholder: "all services" };
const counted: SourceField = { key: "measure", label: "Measure", choices: ["count", "rate"] };
const percentiles = ["p50", "p90", "p95", "p99"] as const;
const limit: SourceField = { key: "limit", label: "Limit of within", placeholder: "500ms" };

/** In the order of the list. A source is the first kind whose field it has. */
export const sourceKinds: readonly SourceKind[] = [
  {
    kind: "transaction",
    label: "Transactions",
    fields: [
      { key: "transaction", label: "Type", placeholder: "purchase" },
      {
        key: "measure",
        label: "Measure",
        choices: ["completion", "failure", "count", "amount", ...percentiles, "within"],
      },
      limit,
    ],
    start: { transaction: "", measure: "completion" },
    words: (text, word) => `${word} of ${text("transaction")}`,
  },
  {
    kind: "funnel",
    label: "Funnel",
    fields: [
      { key: "funnel", label: "Funnel", placeholder: "checkout" },
      { key: "measure", label: "Measure", choices: ["conversion", "entered"] },
      { key: "from", label: "From step", placeholder: "cart" },
      { key: "to", label: "To step", placeholder: "payment" },
    ],
    start: { funnel: "", from: "", to: "" },
    words: (text, word) => {
      const steps = [text("from"), text("to")].filter((step) => step !== "").join(" → ");
      return `${word || "conversion"} of ${text("funnel")}, ${steps}`;
    },
  },
  {
    kind: "metric",
    label: "Metric",
    fields: [
      { key: "metric", label: "Metric", placeholder: "shop.jobs.waiting" },
      {
        key: "aggregation",
        label: "Aggregation",
        choices: ["last", "rate", "sum", "average", "min", "max", "count", ...percentiles],
      },
    ],
    start: { metric: "" },
    words: (text) => `${text("aggregation") || "last"} of ${text("metric")}`,
  },
  {
    kind: "workflow",
    label: "Workflow",
    fields: [
      { key: "workflow", label: "Type", placeholder: "order" },
      { key: "measure", label: "Measure", choices: ["stuck", "events"] },
      { key: "longerThan", label: "Stuck for", placeholder: "10m" },
      { key: "state", label: "State", placeholder: "all states" },
    ],
    start: { workflow: "", measure: "stuck" },
    words: (text, word) => `${word} of ${text("workflow")}`,
  },
  {
    kind: "errors",
    label: "Errors",
    fields: [
      { key: "errors", label: "Which", choices: ["new", "returning", "any"] },
      service,
      { key: "type", label: "Type", placeholder: "all types" },
    ],
    start: { errors: "new" },
    words: (text) => (text("errors") === "any" ? "errors" : `${text("errors")} error groups`),
  },
  {
    kind: "log",
    label: "Logs",
    fields: [
      { key: "log", label: "Text", placeholder: "payment * declined" },
      counted,
      {
        key: "severity",
        label: "Severity from",
        choices: severityNames,
      },
      service,
    ],
    start: { log: "" },
    words: (text) => `logs like “${text("log")}”`,
  },
  {
    kind: "event",
    label: "Events",
    fields: [{ key: "event", label: "Event", placeholder: "voucher.rejected" }, counted, service],
    start: { event: "" },
    words: (text) => `events ${text("event")}`,
  },
  {
    kind: "finding",
    label: "Detector findings",
    fields: [{ key: "finding", label: "Finding", placeholder: "repeated-queries" }, service],
    start: { finding: "*" },
    words: (text) => `findings ${text("finding")}`,
  },
  {
    kind: "sql",
    label: "SQL",
    fields: [
      {
        key: "sql",
        label: "Query",
        placeholder: "SELECT count() AS value FROM …",
        isLong: true,
        hint: "Its column value is the number; other columns are groups. {from:DateTime64(9)} and {to:DateTime64(9)} are the ends of the window.",
      },
      { key: "name", label: "Query name", placeholder: "open orders" },
    ],
    start: { sql: "" },
    words: (text) => text("name") || "a query",
  },
  {
    kind: "service",
    label: "Service or operation",
    fields: [
      service,
      { key: "operation", label: "Operation", placeholder: "all entry spans" },
      { key: "measure", label: "Measure", choices: ["errors", "rate", ...percentiles, "within"] },
      limit,
    ],
    start: { service: "", measure: "errors" },
    words: (text, word) =>
      word === "" ? "" : `${word} of ${text("operation") || text("service") || "all services"}`,
  },
];

/** The kind of a rule's source; `undefined` when the rule has none of its own. */
export function sourceKindOf(content: RuleContent): SourceKind | undefined {
  const on = partOf(content["on"]);
  if (Object.keys(on).length === 0) return undefined;
  return sourceKinds.find(({ kind }) => kind in on) ?? sourceKinds.at(-1);
}

/** `completion of purchase`, `p95 of payment`. Empty when the rule has no source of its own. */
export function sourceWords(content: RuleContent): string {
  const on = partOf(content["on"]);
  const measure = textOf(on["measure"]);
  return sourceKindOf(content)?.words((key) => textOf(on[key]), measures[measure] ?? measure) ?? "";
}
