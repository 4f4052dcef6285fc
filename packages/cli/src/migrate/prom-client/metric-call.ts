// One call of a metric: `requests.inc({ method }, 2)`, `requests.labels("GET").inc()`, `duration.startTimer()`.
import { bare, children, type Node } from "../../code/node.ts";
import type { Project, Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import type { Edits, Replacement } from "../edits.ts";
import { methodCallOn } from "../migration.ts";
import type { LibraryName } from "../names.ts";
import { changesOrder, isNumber, mayBeUndefined } from "./argument.ts";
import type { MetricKind } from "./metric-kind.ts";

export interface MetricCall {
  readonly module: SourceModule;
  readonly method: string;
  edit(edits: Edits, name: LibraryName): void;
}

const methods: Readonly<Record<MetricKind, RegExp>> = {
  Counter: /^inc$/,
  Gauge: /^(?:inc|dec|set)$/,
  Histogram: /^(?:observe|startTimer)$/,
  Summary: /^$/,
};

/** The call, or the reason why it cannot be converted. `labelNames`: in their order, when they are known. */
export function readCall(
  project: Project,
  reference: Site,
  kind: MetricKind,
  labelNames: readonly string[] | undefined,
): MetricCall | string {
  const { module } = reference;
  const first = methodCallOn(reference);
  if (first === undefined) return "it is passed on, so that not all of its calls are known";
  const labels = first.method === "labels" ? readLabels(first.call, labelNames) : undefined;
  if (typeof labels === "string") return labels;
  const last = labels === undefined ? first : methodCallOn({ module, node: first.call });
  if (last === undefined) return "the result of `labels()` is kept";
  if (!methods[kind].test(last.method)) return `\`${last.method}()\` has no counterpart`;
  const given = readArguments(project, module, last.call, last.method);
  if (typeof given === "string") return given;
  return {
    module,
    method: last.method,
    edit(edits, name) {
      const metric: Replacement[] = [
        reference.node,
        ...(labels === undefined ? [] : [".with(", ...labels, ")"]),
      ];
      edits.replace(last.call, ...metric, ...written(name, last.method, given));
    },
  };
}

interface Given {
  readonly labels?: Node | undefined;
  readonly value?: Node | undefined;
}

function written(name: LibraryName, method: string, { labels, value }: Given): readonly Replacement[] {
  if (method === "startTimer") return labels === undefined ? [".start()"] : [".with(", labels, ").start()"];
  const called = method === "observe" ? ".record(" : name === "gauge" ? ".set(" : ".add(";
  const amount: readonly Replacement[] = method === "dec" ? negative(value) : [value ?? "1"];
  return [called, ...amount, ...(labels === undefined ? [] : [", ", labels]), ")"];
}

function negative(value: Node | undefined): readonly Replacement[] {
  if (value === undefined) return ["-1"];
  const isPlain = /^(?:Identifier|Literal|MemberExpression|CallExpression)$/.test(value.type);
  return isPlain ? ["-", value] : ["-(", value, ")"];
}

/** Positional labels by their names, or an object as it is. */
function readLabels(call: Node, names: readonly string[] | undefined): readonly Replacement[] | string {
  const given = children(call, "arguments");
  const [first] = given;
  if (first === undefined || given.some(({ type }) => type === "SpreadElement"))
    return "its labels are not written here";
  if (given.length === 1 && isObject(first)) return [first];
  if (names === undefined || names.length !== given.length) return "the names of its labels are not known";
  const parts = given.flatMap((value, index): Replacement[] => [
    index === 0 ? "" : ", ",
    /^[A-Za-z_]\w*$/.test(names[index]!) ? names[index]! : JSON.stringify(names[index]),
    ": ",
    value,
  ]);
  return ["{ ", ...parts, " }"];
}

function readArguments(project: Project, module: SourceModule, call: Node, method: string): Given | string {
  const given = children(call, "arguments");
  const [first, second] = given;
  if (given.length > 2 || given.some(({ type }) => type === "SpreadElement"))
    return "its arguments are spread";
  if (first === undefined) return {};
  if (method === "startTimer")
    return second === undefined ? { labels: first } : "its exemplar labels have no counterpart";
  if (second !== undefined) return readBoth(project, module, [first, second], method);
  if (isObject(first))
    return method === "observe" || method === "set"
      ? "its exemplar labels have no counterpart"
      : { labels: first };
  if (method === "set" || method === "observe" || isNumber(project, { module, node: first }))
    return { value: first };
  return "its only argument may be labels or a number";
}

function readBoth(
  project: Project,
  module: SourceModule,
  [labels, value]: readonly [Node, Node],
  method: string,
): Given | string {
  if (/^(?:inc|dec)$/.test(method) && mayBeUndefined(project, { module, node: value }))
    return "its value may be undefined, which counts 1";
  return changesOrder(labels, value)
    ? "its arguments have side effects, and would change places"
    : { labels, value };
}

const isObject = (node: Node): boolean => bare(node).type === "ObjectExpression";
