// What an attribute can explain. A cause was there before the request: a version, a provider, a customer's tier. A shape says what the
// request did: its route, a statement. A consequence is what happened: it failed, it took long. Shapes and consequences differ because a
// cause does, often more certainly than the cause, of which some requests are not affected; and a person can act only on the cause.

export type Standing = "cause" | "shape" | "consequence";

/** The share of a difference that counts when findings are ranked. */
export const standingShare: Readonly<Record<Standing, number>> = {
  cause: 1,
  shape: 0.25,
  consequence: 0.25,
};

/** Of the span itself, and of errors. */
const outcomes =
  /^(duration|status|error|exception|otel\.status_code|otel\.status_description)$|^(error|exception)\./;
/** What calls answered. */
const answers =
  /^http\.(status_code|response\.status_code|response\.body\.size|response\.size|response_content_length)$|^(rpc|db)\.([\w.]+\.)?status_code$/;
/** Measured times under other names: `queue.duration_ms`, `latency`. */
const times = /(^|[._])(duration|latency|elapsed)([._](ns|us|ms|s|seconds))?$/;

/** By the semantic conventions, what a span does: it is the same for all spans of an operation, or for some of them another operation. */
const deeds =
  /^(name|kind)$|^http\.(request\.method|method|route|target|url)$|^url\.|^rpc\.|^code\.|^graphql\.|^db\.(operation|collection|query|statement|sql)(\.|$)|^messaging\.(operation|destination)(\.|$)/;

/** Whom a call was made to: of the calls of a trace, it says which one that is. */
const peers = /^(server|net\.peer|network\.peer|peer|service\.peer)\.|^net\.sock\./;

/** Of an attribute by its name; `isOfTrace`: of some span in the trace of what is compared. */
export function standingOf(key: string, isOfTrace = false): Standing {
  if (outcomes.test(key) || answers.test(key) || times.test(key)) return "consequence";
  return deeds.test(key) || (isOfTrace && peers.test(key)) ? "shape" : "cause";
}
