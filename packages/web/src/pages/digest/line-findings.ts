// The lines of the digest with their figures, to copy as Markdown.
import { measureOf } from "catalog/measures";
import type {
  DigestAlert,
  DigestError,
  DigestMove,
  DigestName,
  DigestPattern,
  DigestSlower,
  ResolvedRange,
} from "contract";

import { formatCount, formatNumber } from "../../lib/format.ts";
import { formatPercentile } from "../../lib/format-duration.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import { peopleText } from "../../lib/pattern-people.ts";
import { exactTime } from "../../lib/time.ts";
import { moveSentence, moveValue } from "./move-sentence.ts";

export function moveFinding(move: DigestMove): MarkdownFinding {
  const { kind, name, now, before, size } = move;
  return {
    title: `${name}: ${moveSentence(move)}`,
    facts: [
      ["Kind", kind],
      ["Now", moveValue(move, now)],
      ["Before", moveValue(move, before)],
      ["Moved by", `${formatNumber(Math.abs(size))} standard errors`],
    ],
  };
}

export function errorFinding({ type, message, service, count, users }: DigestError): MarkdownFinding {
  return {
    title: `New error: ${type === "" ? "Error" : type}`,
    code: message,
    facts: [
      [measureOf("occurrences").name, formatCount(count)],
      [measureOf("users").name, users === 0 ? "" : formatCount(users)],
      ["Service", service],
    ],
  };
}

export function newPatternFinding(pattern: DigestPattern): MarkdownFinding {
  const { eventName, template, count, errors, people, services } = pattern;
  return {
    title: eventName === "" ? "New log pattern" : `New pattern of the event ${eventName}`,
    ...(template !== "" && { code: template }),
    facts: [
      ["Records", formatCount(count)],
      ["Errors", formatCount(errors)],
      ["People", peopleText(people)],
      ["Services", services.join(", ")],
    ],
  };
}

export function slowerFinding({ service, p95Ms, beforeMs, entries }: DigestSlower): MarkdownFinding {
  return {
    title: `${service} became slower`,
    facts: [
      ["p95", formatPercentile(p95Ms)],
      ["p95 before", formatPercentile(beforeMs)],
      [measureOf("requests").name, formatCount(entries)],
    ],
  };
}

export function firedFinding({ rule, firings, useful, noise }: DigestAlert): MarkdownFinding {
  return {
    title: `Alert rule fired: ${rule}`,
    facts: [
      ["Firings", formatCount(firings)],
      ["Useful", formatCount(useful)],
      ["Noise", formatCount(noise)],
    ],
  };
}

/** @param verdict `New`, or `Went dark`. */
export function nameFinding({ kind, name }: DigestName, verdict: string): MarkdownFinding {
  return { title: `${verdict}: ${name}`, facts: [["Kind", kind]] };
}

/** A line with the period that it is about. */
export function withPeriod(finding: MarkdownFinding, { from, to }: ResolvedRange): MarkdownFinding {
  return { ...finding, facts: [...finding.facts, ["Period", `${exactTime(from)} to ${exactTime(to)}`]] };
}
