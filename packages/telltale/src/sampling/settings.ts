// What can be asked of sampling. What rules say is checked where they are made ready: `head/rule.ts`, `tail/rule.ts`.
import type { TraceCondition } from "../conditions/condition.ts";
import type { TraceFacts } from "../conditions/facts.ts";
import type { Check, Group, OptionsOf } from "../settings/setting.ts";
import { anything } from "../settings/shape.ts";
import type { HeadRule } from "./head/rule.ts";

/** What distinguishes traces, so that each kind has a budget. */
export type AdaptiveKey = "route" | "name" | "transaction" | ((trace: TraceFacts) => string);

/** Decides, when the local trace has ended, whether it is kept. */
export interface TailRule {
  /** Recorded on the local root as `telltale.sampling.rule`, and shown in the figures. */
  readonly name: string;
  /** Which traces it is for. Left out: all. */
  readonly when?: TraceCondition | undefined;
  /** The share of them that is kept, from 0 to 1. 1 */
  readonly rate?: number | undefined;
  /** Of several that match the highest decides, of equals the first. 0 */
  readonly priority?: number | undefined;
  /** Keeps no more than this many a second, in this process: they wait until the second is over, and counts stay exact. */
  readonly perSecond?: number | undefined;
}

/** How many traces are kept a second over all rules, and who has a right to how many of them. */
export interface TailBudget {
  readonly perSecond: number;
  /**
   * By the name of a rule, or `default`: from 0 to 1, together at most 1. What is left is shared evenly by those not named. What one does
   * not use the others may.
   */
  readonly shares?: Readonly<Record<string, number>> | undefined;
}

/** A target for all traces that no rule decides: one of `tracesPerSecond` and `bytesPerHour`. */
export const adaptiveSettings = {
  type: "group",
  code: "TT_RULE",
  settings: {
    /** Kept traces a second, in this process. */
    tracesPerSecond: {
      type: "number",
      above: 0,
      variable: "TELLTALE_SAMPLING_TRACES_PER_SECOND",
      label: "sampling: target",
    },
    /** Bytes of kept traces an hour, as estimated before they are encoded, not compressed, in this process. */
    bytesPerHour: {
      type: "number",
      above: 0,
      unit: "bytes",
      variable: "TELLTALE_SAMPLING_BYTES_PER_HOUR",
      label: "sampling: target, bytes an hour",
    },
    /**
     * What has a budget of its own: the route of the local root, its name, the type of the transaction, or what a function says. Default:
     * the transaction, else the route, else the name.
     */
    key: {
      type: "either",
      of: [
        { type: "choice", values: ["route", "name", "transaction"] },
        {
          type: "custom",
          check: isFunction as Check<(trace: TraceFacts) => string>,
          expected: "a function",
        },
      ],
    },
    /** How many times the budget of others a key's failed traces have. */
    errorWeight: { type: "number", above: 0, default: 4 },
    /** Number of keys with a budget of their own; all others share one. */
    maxKeys: { type: "whole", least: 1, default: 1000 },
  },
} as const;

/** Whole traces, decided when they have ended. */
export const tailSettings = {
  type: "group",
  code: "TT_RULE",
  variable: "TELLTALE_SAMPLING_TAIL",
  file: "telltale.sampling.tail",
  label: "sampling: tail",
  settings: {
    /** Which of them are kept. */
    rules: { type: "list", of: { type: "custom", check: anything as unknown as Check<TailRule> } },
    /** The share of the traces that no rule is for. */
    defaultRate: { type: "number", least: 0, most: 1, default: 1 },
    /** How many traces are kept a second over all rules, and who has a right to how many of them. */
    budget: { type: "custom", check: anything as unknown as Check<TailBudget> },
    /** How long a trace is waited for, from its first span in this process. */
    waitMs: { type: "whole", least: 1, unit: "ms", default: 30_000 },
    /** Traces that wait. */
    maxTraces: { type: "whole", least: 1, default: 50_000 },
    /** Ended spans of one trace that wait. */
    maxSpansPerTrace: { type: "whole", least: 1, default: 10_000 },
    /** Bytes that all of them take, as estimated. */
    maxBytes: { type: "whole", least: 1, unit: "bytes", default: 67_108_864 },
    /** Decisions that are remembered for what comes later in the same trace. */
    maxDecisions: { type: "whole", least: 1, most: 16_777_216, default: 20_000 },
  },
} as const;

/** What decides about traces. All of it is optional, and may be plain data. */
const rulesSettings = {
  type: "group",
  code: "TT_RULE",
  settings: {
    /** The share of traces to keep that no head rule matches. */
    rate: {
      type: "number",
      least: 0,
      most: 1,
      variable: "TELLTALE_SAMPLING_RATE",
      file: "telltale.sampling.rate",
      fallback: "1",
      label: "sampling: rate",
    },
    /** Asked when a trace begins. */
    head: {
      type: "list",
      of: { type: "custom", check: anything as unknown as Check<HeadRule> },
      file: "telltale.sampling.head",
    },
    /** `false` treats probes (`/health`, `/ready`, `/metrics` …) as any request. They are dropped otherwise. */
    noise: {
      type: "flag",
      variable: "TELLTALE_SAMPLING_NOISE",
      file: "telltale.sampling.noise",
      fallback: "dropped",
      label: "sampling: probes",
    },
    /** Asked when the part of a trace in this process has ended: whole traces, by their outcome. */
    tail: tailSettings as typeof tailSettings,
    /** A target for traces that no rule decides, met by rates that follow what comes. */
    adaptive: adaptiveSettings as typeof adaptiveSettings,
  },
} as const;

/** How a request asks to be followed, and who may. At least one of `secret` and `allow` is needed. */
export const debugSettings = {
  type: "group",
  code: "TT_RULE",
  settings: {
    /** The header that holds the word; null for none. */
    header: {
      type: "custom",
      check: isTokenOrNull as Check<string | null>,
      expected: "the name of a header, or null",
      default: "x-telltale-debug",
    },
    /** The baggage entry that holds it: it goes on to all services, others' included. None unless named. */
    baggage: { type: "custom", check: isToken as Check<string>, expected: "the name of a baggage entry" },
    /** The word, of at least 8 characters. */
    secret: {
      type: "text",
      least: 8,
      secret: true,
      variable: "TELLTALE_SAMPLING_DEBUG_SECRET",
      label: "sampling: debug secret",
    },
    /** Words that are let through besides, such as a name each for those who may. */
    allow: { type: "list", of: { type: "text", secret: true }, secret: true, default: [] },
  },
} as const;

/** Where rules come from while the process runs. */
export const remoteSettings = {
  type: "group",
  code: "TT_RULE",
  settings: {
    /** Base URL of the console's pages. */
    url: {
      type: "url",
      default: "http://localhost:4319",
      variable: "TELLTALE_SAMPLING_REMOTE",
      unset: "false",
      parse: parseRemote as (text: string) => unknown,
      fallback: "only where sampling.remote is set",
      label: "sampling: rules from",
    },
    /** The console's token, with which its answers are signed. It never travels. */
    token: {
      type: "text",
      least: 16,
      required: true,
      secret: true,
      expected: "the console's token, of at least 16 characters",
      variable: "TELLTALE_SAMPLING_REMOTE_TOKEN",
    },
    /** Time between two questions. */
    pollMs: {
      type: "whole",
      least: 100,
      unit: "ms",
      default: 30_000,
      variable: "TELLTALE_SAMPLING_REMOTE_POLL_MS",
    },
    /** `false` takes no tail rules and targets, so that no trace has to wait for its end in case some come. */
    tail: { type: "flag", default: true },
  },
} as const;

/** Rules for several services, as the console has them. */
export const serviceSettings: Group = {
  type: "group",
  code: "TT_RULE",
  settings: {
    ...rulesSettings.settings,
    services: { type: "record", of: rulesSettings },
  },
};

/** What decides which traces leave. */
export const samplingSettings = {
  type: "group",
  code: "TT_RULE",
  settings: {
    /** The share of traces to keep that no head rule matches. */
    rate: rulesSettings.settings.rate as typeof rulesSettings.settings.rate,
    /** Rules that are asked when a trace begins; the first that matches counts. */
    head: rulesSettings.settings.head as typeof rulesSettings.settings.head,
    /** `false` treats probes (`/health`, `/ready`, `/metrics` …) as any request. They are dropped otherwise. */
    noise: rulesSettings.settings.noise as typeof rulesSettings.settings.noise,
    /** Rules that are asked when the part of a trace in this process has ended: whole traces, by their outcome. */
    tail: rulesSettings.settings.tail as typeof rulesSettings.settings.tail,
    /** A target for traces that no rule decides, met by rates that follow what comes. */
    adaptive: rulesSettings.settings.adaptive as typeof rulesSettings.settings.adaptive,
    /** By the service's name, or a glob for several: its own rules, asked before those of all. The first name that fits counts. */
    services: { type: "record", of: rulesSettings as typeof rulesSettings },
    /** Lets insiders have single requests followed, whatever the rules say. Off unless given. */
    debug: debugSettings as typeof debugSettings,
    /** Takes rules from the console while the process runs. Off unless given. */
    remote: remoteSettings as typeof remoteSettings,
    /** Head rules as a JSON list, or all of `sampling` as an object; or the path of a JSON or YAML file. */
    rules: {
      type: "text",
      option: "sampling.head",
      variable: "TELLTALE_SAMPLING_RULES",
      label: "sampling: head rules",
    },
    /** The path of a JSON or YAML file with all of `sampling`, by itself or under `sampling`; weaker than other variables. */
    document: {
      type: "text",
      option: "sampling.head",
      variable: "TELLTALE_SAMPLING_FILE",
      label: "sampling: file",
    },
  },
} as const;

/** A target for all traces that no rule decides: one of `tracesPerSecond` and `bytesPerHour`. */
export interface AdaptiveOptions extends OptionsOf<typeof adaptiveSettings.settings> {}

/** Whole traces, decided when they have ended. */
export interface TailOptions extends OptionsOf<typeof tailSettings.settings> {}

/** What decides about traces. All of it is optional, and may be plain data. */
export interface SamplingRules extends OptionsOf<typeof rulesSettings.settings> {}

/** Rules for several services. */
export interface ServiceRules extends SamplingRules, Pick<SamplingOptions, "services"> {}

/** How a request asks to be followed, and who may. At least one of `secret` and `allow` is needed. */
export interface DebugOptions extends OptionsOf<typeof debugSettings.settings> {}

/** Where rules come from while the process runs. */
export interface RemoteOptions extends OptionsOf<typeof remoteSettings.settings> {}

/** What decides which traces leave. Everything is optional; rules may be plain data. */
export interface SamplingOptions extends OptionsOf<typeof samplingSettings.settings> {}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function isToken(name: unknown): boolean {
  return typeof name === "string" && /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

function isTokenOrNull(name: unknown): boolean {
  return name === null || isToken(name);
}

function parseRemote(text: string): unknown {
  return text.toLowerCase() === "true" ? "http://localhost:4319" : text;
}
