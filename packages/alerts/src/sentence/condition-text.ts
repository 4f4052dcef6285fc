// What holds of a value, for each kind of condition: the middle of a sentence.
import { measureOfSource, ucumOf } from "catalog/measures";
import { percentText } from "catalog/percent-text";
import { listed } from "./listed.ts";
import { countedOf, type Fields, fieldsOf, hasWindow, small, subjectOf, textOf } from "./subject.ts";
import { durationText, spanText } from "./times.ts";
import { valueText } from "./value-text.ts";

/** What an evaluation found. */
export interface Found {
  readonly on: Fields;
  readonly when: Fields;
  readonly window: string;
  readonly value: number | undefined;
  /** The numbers behind it, by the names of the condition. */
  readonly values: Readonly<Record<string, number>>;
  readonly unit: string;
  /** What each member said, by its place; empty where it is not known. */
  readonly parts: Readonly<Record<string, string>>;
  /** Of a member: what it said. */
  readonly outcome?: string | undefined;
  /** ` for region eu`; empty without groups. */
  readonly whom: string;
  /** Name of the rule, for what has no words. */
  readonly rule: string;
  /** Of a member of `not`, or of one within it: it need not hold. */
  readonly isNegated?: boolean;
  /** The short form has no counts. */
  readonly isShort: boolean;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** `Completion of purchase for region eu is 84.1 % (4,205 of 5,000 transactions in 5 min), below 90 %`. */
export function conditionText(found: Found): string {
  const { when } = found;
  for (const [name, text] of Object.entries(texts)) if (name in when) return text(found);
  return `${subject(found)} is ${measured(found)}`;
}

const texts: Readonly<Record<string, (found: Found) => string>> = {
  above: (found) => `${claim(found)}, ${besideText(found, "above")}`,
  below: (found) => `${claim(found)}, ${besideText(found, "below")}`,
  change: changeText,
  anomaly: anomalyText,
  forecast: forecastText,
  burnRate: burnText,
  absent: (found) =>
    isMissing(found) || found.value === undefined
      ? `${withWhom(`No data of ${thingOf(found.on) || found.rule}`, found)} in the last ${durationText(found.window)}`
      : `${claim(found)}, where no data is expected`,
  all: (found) => `${membersText(found, "all")}`,
  any: (found) => `${membersText(found, "any")}`,
  not: notText,
};

/** `above 30 %`; of an alert that is kept at another value than it began at, `no longer above 30 %, held until it is 25 % or less`. */
function besideText(found: Found, side: "above" | "below"): string {
  const { when, unit } = found;
  const limit = `${side} ${limitText(when[side], unit)}`;
  if (isBeyond(found) !== false) return limit;
  if (found.isNegated === true) return `not ${limit}`;
  const { recover } = when;
  if (typeof recover !== "number") return `no longer ${limit}, but still held`;
  return `no longer ${limit}, held until it is ${limitText(recover, unit)} or ${side === "above" ? "less" : "more"}`;
}

/** Whether the condition is that there is no data. The other one, `absent: false`, is about data that is there. */
export const isMissing = ({ when }: Pick<Found, "when">): boolean => when["absent"] === true;

/** What there is no data of, without its figure: `events backup`. */
export const thingOf = (on: Fields): string =>
  small(subjectOf(on)).replace(/^(?:number|rate|last value|maximum|minimum) of /, "");

/** A value that should be beyond a limit and is not, or a condition that should hold. */
function notText(found: Found): string {
  const [member] = foundBy(found, [found.when["not"]]);
  const side = ["above", "below"].find((one) => member !== undefined && one in member.when);
  if (member !== undefined && side !== undefined)
    return `${claim(member)}, not ${side} ${limitText(member.when[side], member.unit)}`;
  return `What should hold does not: ${small(memberTexts(found, [found.when["not"]])[0] ?? found.rule)}`;
}

function subject(found: Found): string {
  return withWhom(subjectOf(found.on) || found.rule, found);
}

const withWhom = (text: string, { whom }: Found): string => `${text}${whom}`;

function claim(found: Found): string {
  return `${subject(found)} is ${measured(found)}`;
}

/** `40.6 % (467 of 1,150 people in 5 min)`. */
function measured(found: Found): string {
  const { on, window, value, values, unit, isShort } = found;
  if (value === undefined) return "not known";
  const text = figureBeside(value, besidesOf(found), unit);
  if (isShort) return text;
  const { part, count, recorded } = values;
  const time = hasWindow(on) && window !== "" ? `in ${durationText(window)}` : "";
  if (unit === "1" && part !== undefined && count !== undefined) {
    // a share of failures counts the failed ones: the words say which by the measure
    const counts = `${countsText(part, count, recorded)} ${countedOf(on)}`.trim();
    const seen = recorded === undefined ? "" : `; ${recordedText(recorded)}`;
    return `${text} (${[counts, time].filter((one) => one !== "").join(" ")}${seen})`;
  }
  return time === "" ? text : `${text} ${time}`;
}

/** What the sentence compares the value with. */
const besidesOf = ({ when, values }: Found): readonly unknown[] =>
  "anomaly" in when ? [values["low"], values["high"]] : [when["above"] ?? when["below"]];

/** `467 of 1,150`; with `about` when it is an estimate from the recorded ones. */
const countsText = (part: number, count: number, recorded: number | undefined): string =>
  `${recorded === undefined ? "" : "about "}${whole.format(part)} of ${whole.format(count)}`;

const recordedText = (recorded: number): string =>
  `${whole.format(recorded)} ${recorded === 1 ? "was" : "were"} recorded`;

/** Shares with three digits: `40.6 %`. */
export function figure(value: unknown, unit: string, digits?: number): string {
  if (typeof value !== "number") return textOf(value);
  if (unit === "1" && Math.abs(value) <= 1) return percentText(value, digits ?? 3);
  if (unit !== "" || (!Number.isInteger(value) && Math.abs(value) < 1000))
    return valueText(value, unit, digits);
  return digits === undefined
    ? whole.format(value)
    : value.toLocaleString("en", { maximumSignificantDigits: digits });
}

/** A limit as it was declared: `30.45 %`; 100 s, which are no short number of minutes, as `1.667 min`. */
export function limitText(limit: unknown, unit: string): string {
  const exact = figure(limit, unit, 12);
  return exact.length <= figure(limit, unit, 6).length ? exact : figure(limit, unit, 4);
}

/** With as many digits as tell the value from these limits: `30.03 %` beside `30 %`. */
export function figureBeside(value: number, limits: readonly unknown[], unit: string): string {
  const isTold = (digits: number | undefined): boolean =>
    limits.every((limit) => figure(limit, unit, digits) !== figure(value, unit, digits));
  return figure(value, unit, [undefined, 4, 5, 6, 7, 8].find(isTold));
}

function changeText(found: Found): string {
  const { when, values, unit } = found;
  const change = fieldsOf(when["change"]);
  const { change: by, earlier } = values;
  const ago = durationText(textOf(change["ago"]));
  const [above, times, below] = [change["above"], change["times"], change["below"]];
  const isFall = by === undefined ? typeof (above ?? times) !== "number" : by < 0;
  const side = isFall ? "less" : "more";
  const limit = isFall ? below : above;
  const bound =
    typeof times === "number" && !isFall
      ? `; the limit is ${times} times as much`
      : typeof limit === "number"
        ? `; the limit is ${percentText(Math.abs(limit), 3)} ${side}`
        : "";
  const than = earlier === undefined ? "" : `, when it was ${figure(earlier, unit)}`;
  const size = by === undefined ? side : `${percentOf(Math.abs(by))} ${side}`;
  return `${claim(found)}, ${size} than ${ago} before${than}${bound}`;
}

const percentOf = (share: number): string =>
  share <= 1 ? percentText(share, 3) : `${whole.format(share * 100)} %`;

function anomalyText(found: Found): string {
  const { value, values } = found;
  const { low, high } = values;
  if (low === undefined || high === undefined) return `${claim(found)}, which is unusual`;
  const isWithin = value === undefined || (value >= low && value <= high);
  return isWithin && "observed since" in values ? sinceText(found) : bandText(found, low, high, isWithin);
}

function bandText(found: Found, low: number, high: number, isWithin: boolean): string {
  const { value = 0, unit } = found;
  const side = isWithin ? "unlike" : value > high ? "above" : "below";
  return `${claim(found)}, ${side} the usual ${figure(low, unit)} to ${figure(high, unit)}`;
}

/** Of windows that are usual one by one, and together are not. */
function sinceText(found: Found): string {
  const { values, unit } = found;
  // counts are whole, an expected one is not
  const text = (key: string): string =>
    figure(unit === "" ? Math.round(values[key] ?? 0) : values[key], unit);
  const time = durationText(`${values["minutes since"] ?? 0}m`);
  return `${claim(found)}; in ${time} it was ${text("observed since")}, usually about ${text("expected since")}`;
}

function forecastText(found: Found): string {
  const { when, values, unit } = found;
  const forecast = fieldsOf(when["forecast"]);
  const side = "above" in forecast ? "above" : "below";
  const within = durationText(textOf(forecast["within"]));
  const { predicted } = values;
  const reach = predicted === undefined ? "" : `, going to ${figure(predicted, unit)} in ${within}`;
  return `${claim(found)}${reach}, ${side} ${limitText(forecast[side], unit)}`;
}

function burnText(found: Found): string {
  const { when, values, value, isShort } = found;
  const burn = fieldsOf(when["burnRate"]);
  const windows = (Array.isArray(burn["windows"]) ? burn["windows"] : []).map(fieldsOf);
  const burning = windows[(values["pair"] ?? 1) - 1] ?? windows[0];
  const long = textOf(burning?.["long"]);
  const rate = values[`burn ${long}`] ?? value;
  const [bad, count, recorded] = ["bad", "count", "recorded"].map((name) => values[`${name} ${long}`]);
  const fast = rate === undefined ? "too fast" : rateText(rate);
  const limit = typeof burning?.["factor"] === "number" && !isShort ? `, above ${burning["factor"]} ×` : "";
  const errors =
    isShort || bad === undefined || count === undefined
      ? ""
      : `: ${countsText(bad, count, recorded)} were bad in ${durationText(long)}${recorded === undefined ? "" : ` (${recordedText(recorded)})`}`;
  return `${objectiveText(found)} uses up its error budget ${fast}${limit}${errors}`;
}

/** `Objective Charges succeed of 99 %`. */
export function objectiveText(found: Found): string {
  const { target } = found.values;
  const promise = target === undefined ? "" : ` of ${percentText(target, 6)}`;
  return withWhom(`Objective ${textOf(fieldsOf(found.when["burnRate"])["objective"])}${promise}`, found);
}

export const rateText = (rate: number): string => `${Number(rate.toPrecision(3))} × as fast as allowed`;

/** `40 % of the error budget is left, for 1 d 4 h at this rate`; empty when it is not known. */
export function budgetText(values: Readonly<Record<string, number>>): string {
  const { "budget left": left, "budget lasts": seconds } = values;
  if (left === undefined) return "";
  if (left <= 0) return "The error budget is used up";
  const time = seconds === undefined ? "" : `, and used up in ${spanText(seconds * 1000)} at this rate`;
  return `${percentText(left, 2)} of the error budget is left${time}`;
}

function membersText(found: Found, kind: "all" | "any"): string {
  const members = found.when[kind];
  const list = memberTexts(found, Array.isArray(members) ? members : []);
  if (list.length === 0) return claim(found);
  return list
    .map((text, index) => (index === 0 ? text : small(text)))
    .join(kind === "all" ? ", and " : ", or ");
}

/** What each member found; of an `any`, members that do not hold are left out. */
function memberTexts(found: Found, members: readonly unknown[]): readonly string[] {
  const all = foundBy(found, members).map((inner) => ({
    text: conditionText(inner),
    holds: inner.outcome === undefined ? isBeyond(inner) : inner.outcome === "holds",
  }));
  const held = "any" in found.when ? all.filter(({ holds }) => holds !== false) : all;
  return (held.length === 0 ? all : held).map(({ text }) => text);
}

/** The members of a composite condition that have no members, by their place: `2`, `1.2`. */
export function membersOf(
  found: Found,
  place = "",
): readonly { readonly place: string; readonly found: Found }[] {
  const { all, any, not } = found.when;
  if (not !== undefined) return foundBy(found, [not]).flatMap((inner) => membersOf(inner, place));
  const members = all ?? any;
  if (!Array.isArray(members)) return [{ place, found }];
  return foundBy(found, members).flatMap((inner, index) =>
    membersOf(inner, place === "" ? `${index + 1}` : `${place}.${index + 1}`),
  );
}

/** `p95 of payments (no data) and number of errors`: members that were not evaluated; empty without any. */
export function unevaluatedText(found: Found): string {
  const names = membersOf(found).flatMap(({ found: { on, outcome, rule } }) =>
    outcome !== "error" && outcome !== "noData"
      ? []
      : [`${small(subjectOf(on) || rule)} (${outcome === "error" ? "error" : "no data"})`],
  );
  return listed(names);
}

function foundBy(found: Found, members: readonly unknown[]): readonly Found[] {
  return members.map((one, index) => {
    const member = fieldsOf(one);
    const isNot = "not" in found.when;
    const prefix = isNot ? "" : `${index + 1}.`;
    const values = ofPlace(found.values, prefix);
    const on = "on" in member ? fieldsOf(member["on"]) : found.on;
    return {
      ...found,
      on,
      when: fieldsOf(member["when"]),
      window: textOf(member["window"]) || found.window,
      value: prefix === "" ? found.value : values["value"],
      values,
      parts: ofPlace(found.parts, prefix),
      // what a member of `not` said is not known
      outcome: isNot ? undefined : found.parts[`${index + 1}`],
      isNegated: isNot || found.isNegated === true,
      unit: textOf(member["unit"]) || unitText(on),
    };
  });
}

/** What has names that begin with `prefix`, by the rest of them. */
function ofPlace<T>(all: Readonly<Record<string, T>>, prefix: string): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, one]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), one] as const] : [],
    ),
  );
}

/** Of limits, and of missing data; undefined where it is not known. */
function isBeyond({ when, value }: Found): boolean | undefined {
  if (value === undefined) return undefined;
  if ("absent" in when) return (value === 0) === when["absent"];
  if (typeof when["above"] === "number") return value > when["above"];
  return typeof when["below"] === "number" ? value < when["below"] : undefined;
}

function unitText(on: Fields): string {
  const key = measureOfSource(on);
  return key === undefined ? "" : ucumOf(key);
}
