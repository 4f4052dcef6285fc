// Why a rule has no counterpart in Prometheus.

/** A rule that PromQL or promtool cannot express. The message says why, without the name of the rule. */
export class NotExpressible extends Error {
  override readonly name = "NotExpressible";
}
