// Feature flags as events, by the conventions: a hook for OpenFeature, and one for LaunchDarkly.
import { severities } from "../engine/api/enums.ts";
import { attempt } from "../engine/errors/attempt.ts";
import { readField, readTextField } from "../calls/read-field.ts";
import { errorMessage } from "../engine/errors/error-form.ts";
import { activeScope } from "../engine/context/scope.ts";
import { loggerProvider } from "../engine/registration/live-providers.ts";
import { state } from "../engine/running/state.ts";
import { exportsOf, instrumenting } from "./patching/method.ts";
import type { LibraryIntegration } from "./library-integration.ts";

/** A hook of OpenFeature. */
export interface OpenFeatureHook {
  readonly name: string;
  after(context: object, details: object): void;
  error(context: object, error: unknown): void;
}

/** A hook of LaunchDarkly's server SDK. */
export interface LaunchDarklyHook {
  getMetadata(): { readonly name: string };
  afterEvaluation(context: object, data: object, detail: object): object;
}

const logger = loggerProvider.getLogger("telltale/openfeature");

/**
 * A hook that records each evaluation of a flag as an event `feature_flag.evaluation`, on the span that is active.
 *
 * @example
 * ```ts
 * import { OpenFeature } from "@openfeature/server-sdk";
 * import { openFeatureHook } from "telltale/openfeature";
 *
 * OpenFeature.addHooks(openFeatureHook());
 * ```
 */
export function openFeatureHook(): OpenFeatureHook {
  return {
    name: "telltale",
    after: (context, details) => {
      const reason = readTextField(details, ["reason"]);
      recordEvaluation({
        ...aboutFlag(context),
        ...resultOf(readTextField(details, ["variant"]), readField(details, "value")),
        "feature_flag.result.reason": reason?.toLowerCase(),
        "feature_flag.version": readTextField(readField(details, "flagMetadata"), ["version"]),
        "feature_flag.set.id": readTextField(readField(details, "flagMetadata"), ["flagSetId"]),
        ...failureOf(readTextField(details, ["errorCode"]), readTextField(details, ["errorMessage"])),
      });
    },
    error: (context, error) =>
      recordEvaluation({
        ...aboutFlag(context),
        "feature_flag.result.reason": "error",
        ...failureOf(readTextField(error, ["code"]) ?? "general", errorMessage(error)),
      }),
  };
}

/**
 * The same for LaunchDarkly: `init(key, { hooks: [launchDarklyHook()] })`.
 *
 * @example
 * ```ts
 * import { launchDarklyHook } from "telltale/openfeature";
 *
 * launchDarklyHook().getMetadata(); // => { name: "telltale" }
 * ```
 */
export function launchDarklyHook(): LaunchDarklyHook {
  return {
    getMetadata: () => ({ name: "telltale" }),
    afterEvaluation(context, data, detail) {
      const reason = readField(detail, "reason");
      const index = readField(detail, "variationIndex");
      const kind = readTextField(reason, ["kind"]);
      recordEvaluation({
        "feature_flag.key": readTextField(context, ["flagKey"]),
        "feature_flag.provider.name": "LaunchDarkly",
        "feature_flag.context.id": readTextField(readField(context, "context"), ["key"]),
        ...resultOf(typeof index === "number" ? String(index) : undefined, readField(detail, "value")),
        "feature_flag.result.reason": kind === undefined ? undefined : (reasons[kind] ?? kind.toLowerCase()),
        ...failureOf(readTextField(reason, ["errorKind"]), undefined),
      });
      return data;
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  OFF: "disabled",
  FALLTHROUGH: "default",
  TARGET_MATCH: "targeting_match",
  RULE_MATCH: "targeting_match",
  PREREQUISITE_FAILED: "default",
};

/** OpenFeature for `telltale/register`: its hook is added. */
export const openfeature: LibraryIntegration = {
  name: "openfeature",
  modules: ["@openfeature/server-sdk"],
  versions: [[1, 2]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library)) {
        const api = readField(face, "OpenFeature");
        const add = readField(api, "addHooks");
        const get = readField(api, "getHooks");
        if (typeof add !== "function" || typeof get !== "function") continue;
        const known: unknown = get.call(api);
        const isThere = Array.isArray(known) && known.some((hook) => readField(hook, "name") === "telltale");
        if (!isThere) add.call(api, openFeatureHook());
      }
    }),
  emits: [
    {
      kind: "event",
      name: "feature_flag.evaluation",
      form: "log record",
      description: "A feature flag was evaluated.",
      attributes: [
        { name: "feature_flag.key" },
        { name: "feature_flag.provider.name" },
        { name: "feature_flag.context.id", when: "there is a targeting key" },
        { name: "feature_flag.result.variant", when: "it is known" },
        { name: "feature_flag.result.value", when: "no variant is known" },
        { name: "feature_flag.result.reason", when: "it is known" },
        { name: "feature_flag.version", when: "the provider says it" },
        { name: "feature_flag.set.id", when: "the provider says it" },
        { name: "error.type", when: "it failed" },
        { name: "error.message", when: "it failed" },
      ],
    },
  ],
};

function recordEvaluation(attributes: object): void {
  if (state.engine === undefined) return;
  attempt(
    "feature flag",
    () =>
      logger.emit({
        eventName: "feature_flag.evaluation",
        severityNumber: severities.info,
        attributes,
        context: activeScope(),
      }),
    undefined,
  );
}

function aboutFlag(context: object): object {
  return {
    "feature_flag.key": readTextField(context, ["flagKey"]),
    "feature_flag.provider.name": readTextField(readField(context, "providerMetadata"), ["name"]),
    "feature_flag.context.id": readTextField(readField(context, "context"), ["targetingKey"]),
  };
}

function resultOf(variant: string | undefined, value: unknown): object {
  return variant === undefined
    ? { "feature_flag.result.value": value }
    : { "feature_flag.result.variant": variant };
}

function failureOf(type: string | undefined, message: string | undefined): object {
  return type === undefined ? {} : { "error.type": type.toLowerCase(), "error.message": message };
}
