// Validates sampling rules before they are saved. Processes validate them again, with the library they have (ADR 20); here, the author gets
// each mistake at once, with its path.
import { outcome, type SamplingRules, severityName, spanKind } from "contract";
import { z } from "zod";
import { type RuleMistake, toMistakes } from "./rule-mistakes.ts";

/** The rules in `text`, or its mistakes. */
export type ReadRules =
  | { readonly rules: SamplingRules; readonly mistakes?: undefined }
  | { readonly mistakes: readonly RuleMistake[] };

const maxMistakes = 10;
const maxDepth = 16;

const name = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.trim() !== "", "a text that is not blank");
const rate = z.number().min(0).max(1);
const positive = z.number().gt(0);
const plain = z.union([z.string(), z.number(), z.boolean()]);
const glob = z.string().min(1);
const globs = z.union([glob, z.array(glob).min(1)]);
const tests = z
  .strictObject({
    exists: z.boolean().optional(),
    equals: plain.optional(),
    gt: z.number().optional(),
    gte: z.number().optional(),
    lt: z.number().optional(),
    lte: z.number().optional(),
  })
  .refine((given) => Object.keys(given).length > 0, "at least one of exists, equals, gt, gte, lt, lte")
  .refine((given) => given.exists !== false || Object.keys(given).length === 1, "`exists: false` by itself");
const value = z.union([plain, z.array(plain).min(1), tests]);
const values = z.record(z.string(), value);
const kind = spanKind.exclude(["unspecified"]);
const parent = z.enum(["none", "local", "remote"]);
const ended = outcome.exclude(["open"]);

const spanFields = {
  name: globs.optional(),
  route: globs.optional(),
  kind: z.union([kind, z.array(kind).min(1)]).optional(),
  attributes: values.optional(),
  resource: values.optional(),
  parent: z.union([parent, z.array(parent).min(1)]).optional(),
};

const atStart: z.ZodType = z.lazy(() =>
  z.strictObject({
    ...spanFields,
    baggage: values.optional(),
    any: z.array(atStart).min(1).optional(),
    all: z.array(atStart).min(1).optional(),
    not: atStart.optional(),
  }),
);

const endFields = {
  error: z.boolean().optional(),
  slowerThanMs: z.number().min(0).optional(),
  anySpanSlowerThanMs: z.number().min(0).optional(),
  transaction: z
    .strictObject({
      type: globs.optional(),
      outcome: z.union([ended, z.array(ended).min(1)]).optional(),
      minAmount: z.number().optional(),
      currency: globs.optional(),
    })
    .optional(),
  journey: globs.optional(),
  minSpans: z.number().min(1).optional(),
  logSeverity: z.union([severityName, z.int().min(1).max(24)]).optional(),
};

const ofTrace: z.ZodType = z.lazy(() =>
  z.strictObject({
    ...spanFields,
    ...endFields,
    any: z.array(ofTrace).min(1).optional(),
    all: z.array(ofTrace).min(1).optional(),
    not: ofTrace.optional(),
  }),
);

interface Rule {
  readonly name: string;
  readonly rate?: number | undefined;
  readonly perSecond?: number | undefined;
}

function ruleOf(when: z.ZodType, reserved: readonly string[]): z.ZodType<Rule> {
  return z.strictObject({
    name: name.refine((text) => !reserved.includes(text), `none of ${reserved.join(", ")}`),
    when: when
      .refine(
        (given) => conditionDepth(given) <= maxDepth,
        `at most ${maxDepth} conditions inside each other`,
      )
      .optional(),
    rate: rate.optional(),
    priority: z.number().optional(),
    perSecond: positive.optional(),
  });
}

function listOf(rule: z.ZodType<Rule>): z.ZodType<readonly Rule[]> {
  return z.array(rule).max(1000).refine(haveOwnNames, "rules that each have a name of their own");
}

const head = listOf(
  ruleOf(atStart, ["default", "noise", "debug"]).refine(
    ({ rate: share, perSecond }) => share !== undefined || perSecond !== undefined,
    { path: ["rate"], message: "a number from 0 to 1" },
  ),
);

function haveOwnNames(list: readonly { readonly name: string }[]): boolean {
  return new Set(list.map((rule) => rule.name)).size === list.length;
}

const budget = z.strictObject({
  perSecond: z.number().min(1),
  shares: z
    .record(z.string(), rate)
    .refine(
      (given) => Object.values(given).reduce((one, other) => one + other, 0) <= 1 + 1e-9,
      "shares that are together at most 1",
    )
    .optional(),
});

const tail = z
  .strictObject({
    rules: listOf(ruleOf(ofTrace, ["default", "adaptive", "evicted", "crash"])).optional(),
    defaultRate: rate.optional(),
    budget: budget.optional(),
  })
  .superRefine(({ rules = [], budget: common }, context) => {
    if (common === undefined) return;
    const known = ["default", ...rules.map((rule) => rule.name)];
    for (const share of Object.keys(common.shares ?? {}))
      if (!known.includes(share))
        context.addIssue({
          code: "custom",
          path: ["budget", "shares", share],
          message: `one of ${known.join(", ")}`,
        });
    for (const [index, { perSecond }] of rules.entries())
      if (perSecond !== undefined && perSecond < 1)
        context.addIssue({
          code: "custom",
          path: ["rules", index, "perSecond"],
          message: "a number of at least 1 beside a budget",
        });
  });

const adaptive = z
  .strictObject({
    tracesPerSecond: positive.optional(),
    bytesPerHour: positive.optional(),
    key: z.enum(["route", "name", "transaction"]).optional(),
    errorWeight: positive.optional(),
    maxKeys: z.int().min(1).optional(),
  })
  .refine(
    ({ tracesPerSecond, bytesPerHour }) => (tracesPerSecond === undefined) !== (bytesPerHour === undefined),
    "one of tracesPerSecond and bytesPerHour",
  );

const service = {
  rate: rate.optional(),
  head: head.optional(),
  noise: z.boolean().optional(),
  tail: tail.optional(),
  adaptive: adaptive.optional(),
};

const document = z.strictObject({
  ...service,
  services: z.record(z.string(), z.strictObject(service)).optional(),
});

/** Validates parsed JSON. */
export function readRules(data: unknown): ReadRules {
  if (depthOf(data) > maxDepth * 3) return { mistakes: [{ path: "", message: "nested too deep" }] };
  const parsed = document.safeParse(data);
  if (parsed.success) return { rules: parsed.data as SamplingRules };
  return { mistakes: parsed.error.issues.flatMap(toMistakes).slice(0, maxMistakes) };
}

/** Depth of nested conditions. */
function conditionDepth(condition: unknown): number {
  if (typeof condition !== "object" || condition === null) return 0;
  const { any = [], all = [], not = [] } = condition as Record<"any" | "all" | "not", unknown>;
  return 1 + Math.max(0, ...[any, all, not].flat().map(conditionDepth));
}

function depthOf(data: unknown): number {
  let depth = 0;
  let level: readonly unknown[] = [data];
  while (level.length > 0 && depth < 100) {
    depth++;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return depth;
}
