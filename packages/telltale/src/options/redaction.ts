// What must not leave: the option over variables, over the configuration file.
import type { Environment } from "../engine/settings/environment.ts";
import type { IdentityPolicy } from "../engine/attributes/identity.ts";
import type { Redaction } from "../engine/redaction/redaction.ts";
import { chosenKinds, usualKinds } from "../redaction/kinds.ts";
import { createPseudonymizing, createRedaction } from "../redaction/leaving.ts";
import { checkOptions } from "../redaction/options.ts";
import { type RedactionOptions, redactionSettings } from "../redaction/settings.ts";
import { readVariable, variablesIn } from "../settings/resolve.ts";

/** Resolves the option; a function makes it, undefined where everything leaves as it is. @throws {TelemetryError} `TT_OPTION` when it is wrong. */
export function resolveRedaction(
  option: boolean | RedactionOptions | undefined,
  { mode }: IdentityPolicy,
  env: Environment,
  file?: boolean | RedactionOptions,
): Redaction | (() => Redaction) | undefined {
  if (option !== undefined && typeof option !== "boolean") checkOptions(option, "redaction");
  const own = withVariables(typeof option === "object" ? option : {}, env);
  const { switch: onOff } = redactionSettings;
  const wanted = option ?? readVariable(env, onOff.variable, onOff) ?? file;
  if (wanted === false) return mode === "hash" ? createPseudonymizing() : undefined;
  const all = typeof file === "object" ? withFile(own, file) : own;
  // what cannot be wrong is made when something is about to leave
  return isUnchanged(all) ? () => createRedaction(all) : createRedaction(all);
}

function isUnchanged({ rules = [], ...options }: RedactionOptions): boolean {
  return rules.length === 0 && Object.values(options).every((value) => value === undefined);
}

function withFile(own: RedactionOptions, file: RedactionOptions): RedactionOptions {
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(set), rules: [...(own.rules ?? []), ...(file.rules ?? [])] };
}

function withVariables(options: RedactionOptions, env: Environment): RedactionOptions {
  const { names, allowed, kinds, mode, key } = variablesIn(redactionSettings, env);
  return {
    mode: options.mode ?? mode,
    key: options.key ?? key,
    kinds: options.kinds ?? (kinds === undefined ? undefined : knownKinds(kinds, env)),
    // one list for both: a name with a blank or an at sign, or a value that is a name, does not count
    allow: options.allow ?? (allowed === undefined ? undefined : { names: allowed, values: allowed }),
    rules: [...(options.rules ?? []), ...(names === undefined ? [] : [{ kind: "name", names }])],
  };
}

function knownKinds(
  kinds: NonNullable<RedactionOptions["kinds"]>,
  env: Environment,
): RedactionOptions["kinds"] {
  if (kinds === "all") return kinds;
  const known = new Set([...usualKinds, ...chosenKinds]);
  const entries = Object.entries(kinds);
  for (const [kind] of entries) {
    if (known.has(kind)) continue;
    const expected = "all, or kinds to add, with `-` to leave out";
    env.ignore(redactionSettings.settings.kinds.variable, expected, `\`${kind}\` is ignored`);
  }
  return Object.fromEntries(entries.filter(([kind]) => known.has(kind)));
}
