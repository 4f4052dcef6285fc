// Files of Prometheus as plain data: rules, and tests of rules for `promtool test rules`.
import { duration, type PromQL, templateText } from "quoting/promql";
import type { InputSeries, Labels } from "./input-series.ts";

export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: PromQL;
  readonly for?: string;
  /** Prometheus 2.42 and later. */
  readonly keep_firing_for?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** The state of one alert at one time of a test. */
export interface AlertCheck {
  readonly eval_time: string;
  readonly alertname: string;
  readonly exp_alerts: readonly { readonly exp_labels: Labels; readonly exp_annotations: Labels }[];
}

export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly InputSeries[];
  readonly alert_rule_test: readonly AlertCheck[];
}

export interface RuleTestFile {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly RuleTest[];
}

/** Labels or annotations as a rule has them; empty ones are left out, as Prometheus does. */
export function literals(labels: Labels): Labels {
  return Object.fromEntries(present(labels).map(([name, text]) => [name, templateText(text)]));
}

/** What an alert is expected to carry: the same texts after Prometheus has read them. */
function expected(labels: Labels): Labels {
  return Object.fromEntries(present(labels));
}

function present(labels: Labels): [string, string][] {
  return Object.entries(labels).filter(([, text]) => text !== "");
}

/** An expectation that `alert` fires with these labels and annotations. */
export function firing(atMs: number, alert: string, labels: Labels, annotations: Labels): AlertCheck {
  return firingGroups(atMs, alert, [labels], annotations);
}

/** An expectation that `alert` fires once for each of these sets of labels, and for no other. */
export function firingGroups(
  atMs: number,
  alert: string,
  groups: readonly Labels[],
  annotations: Labels,
): AlertCheck {
  return firingAll(
    atMs,
    alert,
    groups.map((labels) => ({ labels, annotations })),
  );
}

/** An expectation that `alert` fires with each of these, and no other. */
export function firingAll(
  atMs: number,
  alert: string,
  all: readonly { readonly labels: Labels; readonly annotations: Labels }[],
): AlertCheck {
  return {
    eval_time: atMs === 0 ? "0s" : duration(atMs),
    alertname: alert,
    exp_alerts: all.map(({ labels, annotations }) => ({
      exp_labels: expected(labels),
      exp_annotations: expected(annotations),
    })),
  };
}

/** An expectation that `alert` does not fire. */
export function quiet(atMs: number, alert: string): AlertCheck {
  return firingGroups(atMs, alert, [], {});
}

/** `name` as a file's name: `Shop (EU)` is `shop-eu`. */
export function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  // with room for an ending: most file systems take 255 bytes
  return plain === "" ? "catalog" : plain.slice(0, 200);
}
