// What is wrong, in one sentence: messages of all channels and the page of an alert begin with it.
import type { Episode } from "../machine/state.ts";
import type { NoticeKind } from "../machine/notify.ts";
import type { Labels } from "../condition/sample.ts";
import { conditionText, figure, type Found } from "./condition-text.ts";
import { fieldsOf, type Fields, small, subjectOf, textOf } from "./subject.ts";
import { clockText, spanText } from "./times.ts";

/** What is known of an alert. */
export interface AlertFacts {
  readonly rule: string;
  /** `on`, `when` and `window` as in a file of rules; empty when they are not known. */
  readonly content: Fields;
  readonly group: Labels;
  readonly kind: NoticeKind | "pending";
  readonly value?: number | undefined;
  readonly values?: Readonly<Record<string, number>> | undefined;
  readonly unit?: string | undefined;
  readonly reason?: string | undefined;
  /** Unix ms: of the sentence, and since when the state lasts. */
  readonly at: number;
  readonly since: number;
  readonly episode?: Episode | undefined;
  /** What withheld the message until now: `silence deployment`. */
  readonly heldBy?: string | undefined;
}

export interface Sentence {
  /** For a subject and a lock screen: without counts and without a full stop. */
  readonly short: string;
  /** What, how bad, since when, for whom. */
  readonly whole: string;
}

/**
 * The sentence about an alert.
 *
 * @example
 * sentenceOf(facts).whole;
 * // Conversion room → paid of funnel booking is 40.6 % (467 of 1,150 people in 5 min), below 50 %, since 19:02 UTC.
 */
export function sentenceOf(facts: AlertFacts): Sentence {
  const [short, whole] = [true, false].map((isShort) => textsOf(facts, isShort));
  return { short: short!, whole: `${whole!}.` };
}

function textsOf(facts: AlertFacts, isShort: boolean): string {
  const { at, since, episode, reason = "" } = facts;
  const kind = kindOf(facts);
  const found = foundOf(facts, isShort);
  const subject = `${subjectOf(found.on) || facts.rule}${found.whom}`;
  const because = reason === "" || isShort ? "" : `: ${withoutStop(reason)}`;
  if (kind === "noData") return `${subject} has no data since ${clockText(since, at)}${because}`;
  if (kind === "error") return `${subject} cannot be evaluated since ${clockText(since, at)}${because}`;
  if (kind === "recovered" || kind === "ended") return overText(facts, found, subject);
  const held = `since ${clockText(episode?.since ?? since, at)}`;
  const still = kind === "reminder" && !isShort ? `, for ${spanText(at - (episode?.since ?? since))}` : "";
  return `${conditionText(found)}, ${held}${still}`;
}

/** A rule may fire without data, or for an error (`onNoData`, `onError`): there is no value to speak of. */
function kindOf({ kind, content, value, reason = "" }: AlertFacts): AlertFacts["kind"] {
  const when = fieldsOf(content["when"]);
  const isOver = kind === "recovered" || kind === "ended";
  if (isOver || value !== undefined || !("above" in when || "below" in when)) return kind;
  return reason === "" ? "noData" : "error";
}

const withoutStop = (text: string): string => text.replace(/\.$/, "");

function foundOf(
  { content, group, value, values, unit = "", rule, episode }: AlertFacts,
  isShort: boolean,
): Found {
  return {
    on: fieldsOf(content["on"]),
    when: fieldsOf(content["when"]),
    window: textOf(content["window"]) || "5m",
    value,
    values: values ?? episode?.values ?? {},
    unit,
    whom: whomOf(group),
    rule,
    isShort,
  };
}

/** ` for region eu, tier gold`. */
function whomOf(group: Labels): string {
  const names = Object.keys(group).toSorted();
  const texts = names.map((name) => `${name} ${group[name] === "" ? "(empty)" : group[name]}`);
  return texts.length === 0 ? "" : ` for ${texts.join(", ")}`;
}

/** How long it lasted, the worst value, and what ended it. */
function overText(facts: AlertFacts, found: Found, subject: string): string {
  const { kind, value, unit = "", episode, heldBy } = facts;
  const isBurn = "burnRate" in found.when;
  const write = (one: number): string => (isBurn ? `${Number(one.toPrecision(3))} ×` : figure(one, unit));
  const hasValue = value !== undefined && !("absent" in found.when);
  const is = hasValue ? ` is ${isBurn ? "burning at " : ""}${write(value)}` : "";
  const what = kind === "ended" ? endedText(facts) : recoveredText(facts, `${small(subject)}${is}`, hasValue);
  if (found.isShort) return what;
  const worst =
    episode?.worst === undefined || "absent" in found.when
      ? ""
      : `. The worst value was ${write(episode.worst)}`;
  const after = kind !== "ended" ? `. ${endedBy(facts, found, write)}` : "";
  const last = kind === "ended" && hasValue ? `. ${subject}${is}` : "";
  const held = heldBy === undefined ? "" : `. The message was withheld until now: ${heldBy}`;
  return `${what}${last}${worst}${after}${held}`;
}

function endedText(facts: AlertFacts): string {
  return `Ended${lastedText(facts)}: ${withoutStop(facts.reason ?? "") || "the rule was changed"}`;
}

function recoveredText(facts: AlertFacts, what: string, hasValue: boolean): string {
  const again = hasValue ? "" : " has data again";
  return `Recovered${lastedText(facts)}: ${what}${again}, since ${clockText(facts.since, facts.at)}`;
}

function lastedText({ episode, since }: AlertFacts): string {
  return episode === undefined ? "" : ` after ${spanText(since - episode.since)}`;
}

/** What ended an alert that recovered: a value that is back, or another limit. */
function endedBy(
  { value, episode, reason = "" }: AlertFacts,
  { when }: Found,
  write: (one: number) => string,
): string {
  if (reason !== "") return `It ended because of this: ${withoutStop(reason)}`;
  const now = when["recover"] ?? when["above"] ?? when["below"];
  const old = episode?.limit;
  const declared = when["above"] ?? when["below"];
  if (typeof declared === "number" && old !== undefined && old !== declared && value !== undefined) {
    const isBeyondOld = "above" in when ? value > old : value < old;
    if (isBeyondOld) return `Its limit was changed from ${write(old)} to ${write(declared)}`;
  }
  if (typeof now !== "number") return "The condition no longer holds";
  return `It is no longer ${"above" in when ? "above" : "below"} ${write(now)}`;
}
