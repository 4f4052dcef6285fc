// The samplers that a configuration file can name, composable ones included.
import { includeExclude } from "catalog/wildcard";
import { SpanKind } from "../engine/api/enums.ts";
import { trace } from "../engine/api/trace.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import { alwaysOff, alwaysOn } from "../sampling/always.ts";
import { alwaysRecord } from "../sampling/always-record.ts";
import {
  composableAlwaysOff,
  composableAlwaysOn,
  composableRules,
  type ComposableSampler,
  compositeSampler,
  consistentProbability,
  parentThreshold,
  probability,
  type SamplingQuestion,
} from "../sampling/composite.ts";
import { parentBased } from "../sampling/parent-based.ts";
import { traceIdRatio } from "../sampling/trace-id-ratio.ts";
import { build, type ComponentTable, type BuildContext, refuse } from "./build.ts";

type Config = Readonly<Record<string, unknown>>;

const samplers: ComponentTable = {
  always_on: () => alwaysOn(),
  always_off: () => alwaysOff(),
  always_record: (config, place) => alwaysRecord(inner(config["root"], "root", place) as Sampler),
  trace_id_ratio_based: ({ ratio }) => traceIdRatio((ratio ?? 1) as number),
  "probability/development": ({ ratio }) => consistentProbability((ratio ?? 1) as number),
  parent_based: (config, place) =>
    parentBased({
      root: inner(config["root"], "root", place) ?? alwaysOn(),
      remoteParentSampled: inner(config["remote_parent_sampled"], "remote_parent_sampled", place),
      remoteParentNotSampled: inner(config["remote_parent_not_sampled"], "remote_parent_not_sampled", place),
      localParentSampled: inner(config["local_parent_sampled"], "local_parent_sampled", place),
      localParentNotSampled: inner(config["local_parent_not_sampled"], "local_parent_not_sampled", place),
    }),
  "composite/development": (config, { path, draft }) =>
    compositeSampler(build("composable_sampler", composables, config, { path, draft }) as ComposableSampler),
};

/** The sampler that `node` asks for. */
export function readSampler(node: unknown, place: BuildContext): Sampler {
  return build("sampler", samplers, node, place) as Sampler;
}

function inner(node: unknown, key: string, { path, draft }: BuildContext): Sampler | undefined {
  return node === undefined ? undefined : readSampler(node, { path: `${path}.${key}`, draft });
}

const composables: ComponentTable = {
  always_on: () => composableAlwaysOn(),
  always_off: () => composableAlwaysOff(),
  probability: ({ ratio }) => probability((ratio ?? 1) as number),
  parent_threshold: (config, { path, draft }) =>
    parentThreshold(innerComposable(config["root"], { path: `${path}.root`, draft })),
  rule_based: ({ rules }, { path, draft }) =>
    composableRules(
      ((rules ?? []) as readonly Config[]).map((rule, index) => {
        const here = `${path}.rules[${index}]`;
        return {
          when: conditionOf(rule, here),
          sampler: innerComposable(rule["sampler"], { path: `${here}.sampler`, draft }),
        };
      }),
    ),
};

function innerComposable(node: unknown, place: BuildContext): ComposableSampler {
  return build("composable_sampler", composables, node, place) as ComposableSampler;
}

type Condition = (...question: SamplingQuestion) => boolean;

// Everything that a rule gives must be true; a rule that gives nothing is always true.
function conditionOf(rule: Config, path: string): Condition {
  const conditions: Condition[] = [];
  const kinds = rule["span_kinds"] as readonly string[] | undefined;
  if (kinds !== undefined) {
    const numbers = new Set(kinds.map((kind) => SpanKind[kind.toUpperCase() as keyof typeof SpanKind]));
    conditions.push((_context, _traceId, _name, kind) => numbers.has(kind));
  }
  const parents = rule["parent"] as readonly string[] | undefined;
  if (parents !== undefined) conditions.push((context) => parents.includes(parentOf(context)));
  const values = rule["attribute_values"] as { key: string; values: readonly string[] } | undefined;
  if (values !== undefined) conditions.push(byAttribute(values.key, (text) => values.values.includes(text)));
  const patterns = rule["attribute_patterns"] as
    | { key: string; included?: readonly string[]; excluded?: readonly string[] }
    | undefined;
  if (patterns !== undefined) {
    if (patterns.included === undefined && patterns.excluded === undefined) {
      throw refuse(`${path}.attribute_patterns`, "says nothing: expected included or excluded");
    }
    conditions.push(
      byAttribute(
        patterns.key,
        includeExclude(patterns.included ?? undefined, patterns.excluded ?? undefined),
      ),
    );
  }
  return (...question) => conditions.every((holds) => holds(...question));
}

function parentOf(context: SamplingQuestion[0]): string {
  const parent = trace.getSpanContext(context);
  if (parent === undefined || !trace.isSpanContextValid(parent)) return "none";
  return parent.isRemote === true ? "remote" : "local";
}

// as text, whatever its type; of a list any item
function byAttribute(key: string, holds: (text: string) => boolean): Condition {
  return (_context, _traceId, _name, _kind, attributes) => {
    const value = attributes[key];
    if (value === undefined || value === null) return false;
    return Array.isArray(value) ? value.some((item) => holds(String(item))) : holds(String(value));
  };
}
