// Which tracers and meters are at work (specification: TracerConfigurator, MeterConfigurator). Asked once, when one is made.

/** A rule for the instrumentation scopes whose name matches. */
export interface ScopeRule {
  matches(name: string): boolean;
  readonly enabled: boolean;
}

/** Whether the scope `name` is at work: the first rule that matches says so; without one it is. */
export function isEnabled(rules: readonly ScopeRule[], name: string): boolean {
  return rules.find((rule) => rule.matches(name))?.enabled ?? true;
}
