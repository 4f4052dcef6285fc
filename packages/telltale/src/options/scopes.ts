// Tracers and meters that are to be silent, by the name of their instrumentation scope.
import type { ScopeRule } from "../engine/resource/scope-rule.ts";
import { wildcard } from "catalog/wildcard";
import type { OptionsOf } from "../settings/setting.ts";

/** Whether the tracers, or meters, of a name are at work. */
export const scopeSettings = {
  type: "group",
  settings: {
    /** The name of an instrumentation scope, such as `@opentelemetry/instrumentation-fs`; `*` and `?` are wildcards. */
    name: { type: "text", required: true, expected: "a name" },
    /** A silent tracer passes the context on; a silent meter takes no measurement. */
    enabled: { type: "flag", default: true },
  },
} as const;

/** Whether the tracers, or meters, of a name are at work. */
export interface ScopeOptions extends OptionsOf<typeof scopeSettings.settings> {}

/** The rules that `scopes` are. */
export function toScopeRules(scopes: readonly ScopeOptions[] = []): readonly ScopeRule[] {
  return scopes.map(({ name, enabled = true }) => ({ matches: wildcard(name), enabled }));
}
