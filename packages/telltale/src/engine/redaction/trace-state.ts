// The trace state as it is on spans: what other systems put there may hold anything. What is passed on to other services is
// theirs, and goes on as it came (W3C Trace Context level 2).
import { currentRedaction } from "./redaction.ts";

const ours = "ot=";

/** `traceState`, serialized, with the values of its members as they leave; that of OpenTelemetry itself holds numbers only. */
export function redactTraceState(traceState: string): string {
  const redaction = currentRedaction();
  if (redaction === undefined || traceState === "") return traceState;
  // all there is, on most spans
  if (traceState.startsWith(ours) && !traceState.includes(",")) return traceState;
  return traceState
    .split(",")
    .map((member) => (member.startsWith(ours) ? member : redactMember(member)))
    .join(",");

  function redactMember(member: string): string {
    const equals = member.indexOf("=");
    const key = member.slice(0, equals);
    const left = redaction?.value(member.slice(equals + 1), key);
    // neither a comma nor an equals sign, which a rule of one's own may put there, may be in a value
    return `${key}=${String(left ?? "").replace(/[,=]/g, "_")}`;
  }
}
