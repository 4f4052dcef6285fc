// `scrape_configs` as Prometheus has them, as far as this console supports them. Anything else in the file is an
// error, so that no setting is ignored silently. https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { linearPattern, type LinearPattern } from "./linear-pattern/linear-pattern.ts";
import { ProblemError } from "../problem/problem.ts";

/** One job, resolved. */
export interface ScrapeJob {
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly targets: readonly ScrapeTarget[];
  /** Whether labels of samples win over those of the target; else they are renamed to `exported_…`. */
  readonly honorLabels: boolean;
  readonly honorTimestamps: boolean;
  readonly authorization: ScrapeAuthorization | undefined;
  /** More samples than this fail the scrape; 0: no limit but the console's own. */
  readonly sampleLimit: number;
  readonly relabel: readonly RelabelRule[];
}

export interface ScrapeTarget {
  readonly url: string;
  /** `host:port`. */
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Secrets from files are read at each scrape, so that they can be changed. */
export type ScrapeAuthorization =
  | {
      readonly kind: "basic";
      readonly user: string;
      readonly password: string | undefined;
      readonly file: string | undefined;
    }
  | {
      readonly kind: "header";
      readonly type: string;
      readonly credentials: string | undefined;
      readonly file: string | undefined;
    };

export interface RelabelRule {
  readonly action: "replace" | "keep" | "drop" | "labelmap" | "labeldrop" | "labelkeep";
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  readonly regex: LinearPattern;
  readonly targetLabel: string;
  readonly replacement: string;
}

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
};

const duration = z
  .string()
  .regex(/^(?:\d+(?:ms|[smhdwy]))+$/, "expected a duration like 15s or 1m30s")
  .transform((text) =>
    [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * units[unit!]!,
      0,
    ),
  )
  .refine((ms) => ms > 0, "expected more than 0");

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "expected a label name");

const relabelRule = z
  .strictObject({
    source_labels: z.array(labelName).default([]),
    separator: z.string().default(";"),
    regex: z.coerce.string().default("(.*)"),
    target_label: z.string().default(""),
    replacement: z.coerce.string().default("$1"),
    action: z.enum(["replace", "keep", "drop", "labelmap", "labeldrop", "labelkeep"]).default("replace"),
  })
  .refine(
    ({ action, target_label }) => action !== "replace" || target_label !== "",
    "`replace` needs a target_label",
  )
  .transform((rule, context): RelabelRule => {
    let regex;
    try {
      regex = linearPattern(rule.regex);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: `${(error as Error).message}; expected a pattern as Prometheus has them`,
      });
      return z.NEVER;
    }
    return {
      action: rule.action,
      sourceLabels: rule.source_labels,
      separator: rule.separator,
      regex,
      targetLabel: rule.target_label,
      replacement: rule.replacement,
    };
  });

const scrapeConfig = z.strictObject({
  job_name: z.string().min(1),
  scrape_interval: duration.optional(),
  scrape_timeout: duration.optional(),
  metrics_path: z.string().startsWith("/").default("/metrics"),
  scheme: z.enum(["http", "https"]).default("http"),
  honor_labels: z.boolean().default(false),
  honor_timestamps: z.boolean().default(true),
  params: z.record(z.string(), z.array(z.string())).default({}),
  sample_limit: z.int().min(0).default(0),
  static_configs: z.array(
    z.strictObject({
      targets: z.array(z.string().regex(/^[^/\s]+$/, "expected host:port")).min(1),
      labels: z.record(labelName, z.coerce.string()).default({}),
    }),
  ),
  basic_auth: z
    .strictObject({
      username: z.string(),
      password: z.string().optional(),
      password_file: z.string().optional(),
    })
    .optional(),
  authorization: z
    .strictObject({
      type: z.string().default("Bearer"),
      credentials: z.string().optional(),
      credentials_file: z.string().optional(),
    })
    .optional(),
  bearer_token: z.string().optional(),
  bearer_token_file: z.string().optional(),
  metric_relabel_configs: z.array(relabelRule).default([]),
});

const file = z.strictObject({
  global: z
    .strictObject({ scrape_interval: duration.default(60_000), scrape_timeout: duration.default(10_000) })
    .prefault({}),
  scrape_configs: z.array(scrapeConfig),
});

/** @throws {ProblemError} with every mistake of the file and its place. */
export function readScrapeConfig(path: string): readonly ScrapeJob[] {
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot read the scrape configuration \`${path}\`: ${(cause as Error).message}.`,
      "",
      {
        cause,
      },
    );
  }
  const result = file.safeParse(content);
  if (!result.success) {
    const mistakes = result.error.issues.map(
      ({ path: place, message }) => `${place.join(".") || "the file"}: ${message}`,
    );
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot use the scrape configuration \`${path}\`: ${mistakes.join("; ")}.`,
      "The guide on receiving has all that is read.",
    );
  }
  const { global, scrape_configs: jobs } = result.data;
  const names = new Set<string>();
  return jobs.map((job) => {
    if (names.has(job.job_name))
      throw new ProblemError(
        "BAD_OPTION",
        `Cannot use the scrape configuration \`${path}\`: the job \`${job.job_name}\` is there twice.`,
      );
    names.add(job.job_name);
    const intervalMs = job.scrape_interval ?? global.scrape_interval;
    if (job.scrape_timeout !== undefined && job.scrape_timeout > intervalMs)
      throw new ProblemError(
        "BAD_OPTION",
        `Cannot use the scrape configuration \`${path}\`: the job \`${job.job_name}\` has a scrape_timeout of ${job.scrape_timeout / 1000} s, more than its interval of ${intervalMs / 1000} s.`,
      );
    const timeoutMs = Math.min(job.scrape_timeout ?? global.scrape_timeout, intervalMs);
    return {
      name: job.job_name,
      intervalMs,
      timeoutMs,
      targets: job.static_configs.flatMap(({ targets, labels }) =>
        targets.map((target) => toTarget(job, target, labels)),
      ),
      honorLabels: job.honor_labels,
      honorTimestamps: job.honor_timestamps,
      authorization: toAuthorization(job, dirname(resolve(path))),
      sampleLimit: job.sample_limit,
      relabel: job.metric_relabel_configs,
    };
  });
}

function toTarget(
  job: z.output<typeof scrapeConfig>,
  target: string,
  labels: Readonly<Record<string, string>>,
): ScrapeTarget {
  const url = new URL(`${job.scheme}://${target}${job.metrics_path}`);
  for (const [name, values] of Object.entries(job.params))
    for (const value of values) url.searchParams.append(name, value);
  const hasPort = /:\d+$/.test(target);
  const instance = hasPort ? target : `${target}:${job.scheme === "https" ? 443 : 80}`;
  return { url: url.href, instance, labels };
}

/** Files are named from where the configuration lies. */
function toAuthorization(
  job: z.output<typeof scrapeConfig>,
  directory: string,
): ScrapeAuthorization | undefined {
  const at = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : resolve(directory, name);
  if (job.basic_auth !== undefined) {
    const { username, password, password_file: passwordFile } = job.basic_auth;
    return { kind: "basic", user: username, password, file: at(passwordFile) };
  }
  const { type = "Bearer", credentials, credentials_file: credentialsFile } = job.authorization ?? {};
  const secret = credentials ?? job.bearer_token;
  const secretFile = credentialsFile ?? job.bearer_token_file;
  if (secret === undefined && secretFile === undefined) return undefined;
  return { kind: "header", type, credentials: secret, file: at(secretFile) };
}
