// Without a unit, 200 ms and 200 s look the same, and a chart has no axis.
import type { Call as KnownCall } from "catalog/calls";
import { catalogOf, type KnownCatalog } from "../catalog.ts";
import { addToObject } from "../edit.ts";
import { defineRule, type RuleInput, type Suggestion } from "../rule.ts";
import { type Call, hasSpread, type Node, propertyOf, textOf, unwrap, wordsOf } from "../syntax.ts";
import { callAt, nameOf } from "../telemetry/calls.ts";

/** What people write for a unit of UCUM. */
const spelled: Readonly<Record<string, string>> = {
  second: "s",
  seconds: "s",
  sec: "s",
  secs: "s",
  millisecond: "ms",
  milliseconds: "ms",
  msec: "ms",
  millis: "ms",
  microseconds: "us",
  µs: "us",
  nanoseconds: "ns",
  minute: "min",
  minutes: "min",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
  byte: "By",
  bytes: "By",
  B: "By",
  kb: "kBy",
  KB: "kBy",
  kB: "kBy",
  MB: "MBy",
  GB: "GBy",
  KiB: "KiBy",
  MiB: "MiBy",
  GiB: "GiBy",
  bits: "bit",
  percent: "%",
  pct: "%",
  ratio: "1",
  count: "1",
  none: "1",
  unit: "1",
  celsius: "Cel",
  meters: "m",
  meter: "m",
  euro: "EUR",
  euros: "EUR",
  "€": "EUR",
  dollar: "USD",
  dollars: "USD",
  $: "USD",
};

export default defineRule({
  name: "metric-unit",
  description: "Require a unit of UCUM on metrics",
  type: "suggestion",
  messages: {
    missing:
      "The metric `{{name}}` has no unit. Declare one of UCUM: `s`, `By`, `1`, or what is counted, such as `{order}`.",
    spelled: "`{{unit}}` is not a unit of UCUM. Use `{{right}}`.",
    differs:
      "The catalog declares `{{name}}` in `{{right}}`, and this is `{{unit}}`. Values would differ by a factor, or be added up wrongly.",
    add: "Declare the unit `{{unit}}`.",
    replace: "Use `{{unit}}`.",
  },
  create(input) {
    const catalog = catalogOf(input.context);
    return {
      CallExpression(call: Call) {
        const known = callAt(input.origins(call.callee));
        // one with a unit of its own needs none
        if (known?.kind !== "metric" || known.unit !== undefined) return;
        const name = nameOf(known, call);
        if (name !== undefined) checkInstrument(input, call, { node: name, known, catalog });
      },
    };
  },
});

interface Instrument {
  readonly node: Node;
  readonly known: KnownCall;
  readonly catalog: KnownCatalog | undefined;
}

function checkInstrument(input: RuleInput, call: Call, { node, known, catalog }: Instrument): void {
  const { origins } = input;
  const given = optionsOf(call, known);
  const name = textOf(origins.value(node));
  const declared = catalog?.metrics.get(name ?? "")?.unit;
  const options = given === undefined ? undefined : origins.value(given);
  const unit = propertyOf(options, "unit");
  const isEmpty = textOf(unit?.value) === "";
  if (unit !== undefined && !isEmpty) return checkUnit(input, unit.value, name ?? "the metric", declared);
  // the catalog gives the unit to what it declares
  if (declared !== undefined || (mayHaveUnit(options) && !isEmpty)) return;
  const text = name ?? input.context.sourceCode.getText(node as never);
  const suggest = name === undefined || isEmpty ? [] : add(input, call, name, known);
  input.report({ node: call, messageId: "missing", data: { name: text }, suggest });
}

function checkUnit(input: RuleInput, node: Node, name: string, declared: string | undefined): void {
  const { origins, report } = input;
  const unit = textOf(origins.value(node));
  if (unit === undefined) return;
  const right = rightUnit(unit) ?? declared;
  if (right === undefined || right === unit) return;
  const isSpelled = rightUnit(unit) !== undefined;
  const suggest: Suggestion[] =
    textOf(node) === undefined
      ? []
      : [
          {
            messageId: "replace",
            data: { unit: right },
            fix: (fixer) => fixer.replaceText(node as never, JSON.stringify(right)),
          },
        ];
  report({ node, messageId: isSpelled ? "spelled" : "differs", data: { unit, right, name }, suggest });
}

function add(input: RuleInput, call: Call, name: string, known: KnownCall): Suggestion[] {
  const { context } = input;
  const unit = unitFor(name, known.metric);
  const text = `unit: ${JSON.stringify(unit)}`;
  return [
    {
      messageId: "add",
      data: { unit },
      fix(fixer) {
        const [nameNode, given] = [nameOf(known, call), call.arguments[known.options!]];
        const options = optionsOf(call, known);
        if (options === undefined && given !== undefined)
          return fixer.replaceText(given as never, `{ ${text} }`);
        if (options === undefined || isCallback(options))
          return fixer.insertTextAfter(nameNode as never, `, { ${text} }`);
        const object = unwrap(options);
        return object.type === "ObjectExpression"
          ? addToObject(fixer, object, text, context.sourceCode)
          : null;
      },
    },
  ];
}

/** The UCUM unit that a name such as `seconds` stands for. */
function rightUnit(unit: string): string | undefined {
  if (Object.hasOwn(spelled, unit)) return spelled[unit];
  const lower = unit.toLowerCase();
  return unit.length > 3 && Object.hasOwn(spelled, lower) ? spelled[lower] : undefined;
}

function optionsOf(call: Call, { options }: KnownCall): Node | undefined {
  const given = call.arguments[options!];
  return given?.type === "Identifier" && given.name === "undefined" ? undefined : given;
}

function mayHaveUnit(options: Node | undefined): boolean {
  return options !== undefined && !isCallback(options) && hasSpread(options);
}

function isCallback(node: Node): boolean {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

/** A unit by the words of the name: `By` of `upload.size`, `{order}` of `shop.orders`. */
function unitFor(name: string, kind: KnownCall["metric"]): string {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (words.includes("bytes") || /^(?:size|memory|heap|bytes)$/.test(last)) return "By";
  if (/^(?:ms|millis|milliseconds)$/.test(last)) return "ms";
  if (/^(?:duration|latency|time|age|delay|lag|seconds|uptime)$/.test(last)) return "s";
  if (/^(?:ratio|rate|utilization|share|percent|percentage)$/.test(last)) return "1";
  const counted =
    kind === "counter" || kind === "upDownCounter"
      ? words.findLast((word) => word.length > 3 && word.endsWith("s") && !word.endsWith("ss"))
      : undefined;
  return counted === undefined ? "1" : `{${counted.replace(/ies$/, "y").replace(/s$/, "")}}`;
}
