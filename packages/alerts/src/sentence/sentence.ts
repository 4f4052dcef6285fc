// What is wrong, in one sentence: messages of all channels and the page of an alert begin with it.
import type { Episode } from "../machine/state.ts";
import type { NoticeKind } from "../machine/notify.ts";
import type { Labels } from "../condition/sample.ts";
import {
  budgetText,
  conditionText,
  figure,
  type Found,
  membersOf,
  unevaluatedText,
  isMissing,
  thingOf,
  figureBeside,
  limitText,
  objectiveText,
  rateText,
} from "./condition-text.ts";
import { listed } from "./listed.ts";
import { capital, fieldsOf, type Fields, small, subjectOf, textOf } from "./subject.ts";
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
  /** What members of the condition said, by their place. */
  readonly parts?: Readonly<Record<string, string>> | undefined;
  /** Why the alert is kept although the last evaluation did not see it: `7 of 20 entries`. */
  readonly unsure?: string | undefined;
  /** Groups of the rule that are not evaluated. */
  readonly leftOut?: number | undefined;
  readonly reason?: string | undefined;
  /** Unix ms: of the sentence, and since when the state lasts. */
  readonly at: number;
  readonly since: number;
  readonly episode?: Episode | undefined;
  /** What withheld the message until now: `silence deployment`. */
  readonly heldBy?: string | undefined;
  /** Of a change of the severity. */
  readonly severity?: string | undefined;
  readonly severityBefore?: string | undefined;
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
  const { at, since, reason = "" } = facts;
  const kind = kindOf(facts);
  const found = foundOf(facts, isShort);
  const subject = `${subjectOf(found.on) || facts.rule}${found.whom}`;
  const because = reason === "" || isShort ? "" : `: ${withoutStop(reason)}`;
  const missing = isShort ? "" : sentences(missingTexts(facts, found));
  if (kind === "noData") return `${subject} has no data since ${clockText(since, at)}${because}${missing}`;
  if (kind === "error")
    return `${subject} cannot be evaluated since ${clockText(since, at)}${because}${missing}`;
  if (kind === "recovered" || kind === "ended") return overText(facts, found, subject);
  const beyond = beyondText(facts, found);
  return kind === "severity" ? `${severityText(facts)}: ${small(beyond)}` : beyond;
}

/** `Now page, before ticket`. */
const severityText = ({ severity = "", severityBefore = "" }: AlertFacts): string =>
  `Now ${severity}, before ${severityBefore}`;

/** What holds, and since when. */
function beyondText(facts: AlertFacts, found: Found): string {
  const { kind, at, since, episode } = facts;
  const held = `since ${clockText(episode?.since ?? since, at)}`;
  const still =
    kind === "reminder" && !found.isShort ? `, for ${spanText(at - (episode?.since ?? since))}` : "";
  const what = `${conditionText(found)}, ${held}${still}`;
  return found.isShort ? what : what + sentences([...missingTexts(facts, found), budgetText(found.values)]);
}

/** What is not seen now: the alert itself, members, groups. */
function missingTexts({ unsure = "", leftOut = 0 }: AlertFacts, found: Found): readonly string[] {
  const members = unevaluatedText(found);
  return [
    unsure === "" ? "" : `Not certain: at the last evaluation it was ${withoutStop(unsure)}`,
    members === "" ? "" : `Not evaluated: ${members}`,
    leftOut === 0 ? "" : `Not evaluated: ${leftOut} more ${leftOut === 1 ? "group" : "groups"} of the rule`,
  ];
}

/** `. One. Another`. */
const sentences = (texts: readonly string[]): string =>
  texts.flatMap((text) => (text === "" ? [] : [`. ${text}`])).join("");

/** A rule may fire without data, or for an error (`onNoData`, `onError`): there is no value to speak of. */
function kindOf({
  kind,
  content,
  value,
  values = {},
  parts = {},
  reason = "",
}: AlertFacts): AlertFacts["kind"] {
  const when = fieldsOf(content["when"]);
  const isOver = kind === "recovered" || kind === "ended";
  const isSeen =
    value !== undefined || Object.values(parts).includes("holds") || Object.keys(values).length > 0;
  if (isOver || isSeen || !measuring.some((one) => one in when)) return kind;
  return reason === "" ? "noData" : "error";
}

/** Conditions that speak of a value. */
const measuring = ["above", "below", "change", "anomaly", "forecast", "burnRate", "all", "any"];

const withoutStop = (text: string): string => text.replace(/\.$/, "");

function foundOf(facts: AlertFacts, isShort: boolean): Found {
  const { content, group, value, values, parts = {}, unit = "", rule } = facts;
  return {
    on: fieldsOf(content["on"]),
    when: fieldsOf(content["when"]),
    window: textOf(content["window"]) || "5m",
    value,
    values: values ?? {},
    unit,
    parts,
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
  const { kind, reason = "", heldBy } = facts;
  const isEnded = kind === "ended" || reason !== "";
  const now =
    nowText(found, subject) ?? `there is data of ${thingOf(found.on) || found.rule}${found.whom} again`;
  const what = isEnded
    ? `Ended${lastedText(facts)}: ${subjectOf(found.on) === "" ? subject : small(subject)}; ${withoutStop(reason) || "the rule was changed"}`
    : `Recovered${lastedText(facts)}: ${now.startsWith(found.rule) ? now : small(now)}, since ${clockText(facts.since, facts.at)}`;
  if (found.isShort) return what;
  const texts = [
    what,
    isEnded ? lastText(found) : undefined,
    worstText(facts, found),
    isEnded ? undefined : endedBy(facts, found),
    budgetText(found.values) || undefined,
    heldBy === undefined ? undefined : `The message was withheld until now: ${heldBy}`,
  ];
  return texts.filter((one) => one !== undefined).join(". ");
}

/** The value now; of a condition with members, of each. */
function nowText(found: Found, subject: string): string | undefined {
  if (isMissing(found)) return undefined;
  const members = membersOf(found);
  if (members.length <= 1 && members[0]?.found === found)
    return found.value === undefined ? undefined : nowOne(found, found.value, subject);
  const texts = members.flatMap(({ found: one }) =>
    one.value === undefined
      ? []
      : [small(nowOne({ ...one, whom: "" }, one.value, small(subjectOf(one.on) || found.rule)))],
  );
  return texts.length === 0 ? `${found.rule}${found.whom}` : `${capital(listed(texts))}${found.whom}`;
}

const nowOne = (found: Found, value: number, subject: string): string =>
  "burnRate" in found.when
    ? `${objectiveText(found)} uses up its error budget ${rateText(value)}`
    : `${subject} is ${figureBeside(value, [endOf(found)], found.unit)}`;

/** The last value that is known; of a condition with members, of each. */
function lastText(found: Found): string | undefined {
  if (isMissing(found)) return undefined;
  const text = nowFigure(found);
  return text === "" ? "The last value is not known" : `The last value was ${text}`;
}

/** `41 %`; of a condition with members, of each that says something now: `20 % (failure of purchase) and 3 s (p95 of payments)`. */
function nowFigure(found: Found): string {
  const members = membersOf(found);
  if (members.length <= 1 && members[0]?.found === found)
    return found.value === undefined ? "" : write(found, found.value);
  const texts = members.flatMap(({ found: one }) =>
    one.value === undefined || isMissing(one)
      ? []
      : [`${write(one, one.value)} (${small(subjectOf(one.on) || found.rule)})`],
  );
  return listed(texts);
}

/** The value of an alert in its unit; empty without one. */
export const valueOfFacts = (facts: AlertFacts): string => nowFigure(foundOf(facts, true));

/** Another value of the same alert, in the same unit. */
export const valueTextOf = (facts: AlertFacts, value: number): string => write(foundOf(facts, true), value);

/** The value at which an alert ends. */
const endOf = ({ when }: Found): unknown => when["recover"] ?? when["above"] ?? when["below"];

const write = ({ when, unit }: Found, value: number): string =>
  "burnRate" in when ? `${Number(value.toPrecision(3))} ×` : figure(value, unit);

function worstText({ episode }: AlertFacts, found: Found): string | undefined {
  if (episode?.worst !== undefined && !isMissing(found))
    return `The worst value was ${write(found, episode.worst)}`;
  const worst = membersOf(found).flatMap(({ place, found: one }) => {
    const known = episode?.members?.[place];
    return known === undefined
      ? []
      : [`${write(one, known.worst)} (${small(subjectOf(one.on) || found.rule)})`];
  });
  if (worst.length === 0) return undefined;
  return worst.length === 1 ? `The worst value was ${worst[0]}` : `The worst values were ${listed(worst)}`;
}

function lastedText({ episode, since }: AlertFacts): string {
  return episode === undefined ? "" : ` after ${spanText(since - episode.since)}`;
}

/** What ended an alert that recovered: a value that is back, or another limit. */
function endedBy({ value, episode }: AlertFacts, found: Found): string {
  const { when } = found;
  const now = endOf(found);
  const old = episode?.limit;
  const declared = when["above"] ?? when["below"];
  if (typeof declared === "number" && old !== undefined && old !== declared && value !== undefined) {
    const isBeyondOld = "above" in when ? value > old : value < old;
    if (isBeyondOld)
      return `Its limit was changed from ${limitText(old, found.unit)} to ${limitText(declared, found.unit)}`;
  }
  if (typeof now !== "number") return "The condition no longer holds";
  return `It is no longer ${"above" in when ? "above" : "below"} ${limitText(now, found.unit)}`;
}
