// Which attributes measure what happened to a row. They differ because something else does: a deploy that breaks payments makes their
// spans longer, gives them an error and a status, and a person can act only on the deploy.
import type { Named } from "./candidates.ts";

/** Of the span itself, and of errors. */
const outcomes =
  /^(duration|status|error|exception|otel\.status_code|otel\.status_description)$|^(error|exception)\./;
/** What calls answered. */
const answers =
  /^http\.(status_code|response\.status_code|response\.body\.size|response\.size|response_content_length)$|^(rpc|db)\.([\w.]+\.)?status_code$/;
/** Measured times under other names: `queue.duration_ms`, `latency`. */
const times = /(^|[._])(duration|latency|elapsed)([._](ns|us|ms|s|seconds))?$/;

/**
 * Whether the attribute is a consequence: the duration, the status, an error or the answer of a call. Version, deploy, resource, route and
 * everything that an application records of its business are none.
 */
export function isConsequence({ key }: Pick<Named, "key">): boolean {
  return outcomes.test(key) || answers.test(key) || times.test(key);
}
