// Payment cards: digits in the groups of cards, with the prefix and length of a scheme, that pass the Luhn check.
// ISO/IEC 7812; the ranges are those of the schemes' own publications.
import { passesLuhn } from "../engine/text/check-digits.ts";
import { digitsEnd, isDigit, isHexDigit, isWord } from "./characters.ts";

/** First and last prefix of six digits, and the lengths of such cards. */
const ranges: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  // UATP: 1 and the number of an airline, except 000; ids of social networks begin with 1000
  [1001_00, 1999_99, [15]],
  [2200_00, 2204_99, [16, 17, 18, 19]], // Mir
  [2221_00, 2720_99, [16]], // Mastercard
  [3000_00, 3059_99, [14, 16, 19]], // Diners Club
  [3095_00, 3095_99, [14, 16, 19]],
  [3400_00, 3499_99, [15]], // American Express
  [3528_00, 3589_99, [16, 17, 18, 19]], // JCB
  [3600_00, 3699_99, [14, 16, 19]], // Diners Club
  [3700_00, 3799_99, [15]], // American Express
  [3800_00, 3999_99, [14, 16, 19]], // Diners Club
  [4000_00, 4999_99, [13, 16, 19]], // Visa
  [5018_00, 5018_99, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5019_00, 5019_99, [16]], // Dankort
  [5020_00, 5020_99, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5038_00, 5038_99, [13, 14, 15, 16, 17, 18, 19]],
  [5060_99, 5061_98, [16, 18, 19]], // Verve
  [5066_99, 5067_78, [16]], // Elo
  [5078_65, 5079_64, [16, 18, 19]], // Verve
  [5080_00, 5089_99, [16]], // RuPay
  [5090_00, 5099_99, [16]], // Elo
  [5100_00, 5599_99, [16]], // Mastercard
  [5612_00, 5612_99, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [5893_00, 5893_99, [13, 14, 15, 16, 17, 18, 19]],
  [6011_00, 6011_99, [16, 17, 18, 19]], // Discover
  [6062_82, 6062_82, [16, 19]], // Hipercard
  [6040_01, 6042_00, [16, 18, 19]], // UkrCard
  [6069_00, 6085_00, [16]], // RuPay
  [6200_00, 6299_99, [16, 17, 18, 19]], // UnionPay
  [6304_00, 6304_99, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [6334_00, 6334_99, [16, 18, 19]], // Solo
  [6360_00, 6399_99, [16]], // Elo, Hipercard, InterPayment, InstaPayment
  [6440_00, 6599_99, [16, 17, 18, 19]], // Discover, RuPay
  [6759_00, 6759_99, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [6761_00, 6763_99, [13, 14, 15, 16, 17, 18, 19]],
  [6767_00, 6767_99, [16, 18, 19]], // Solo
  [8100_00, 8299_99, [16]], // RuPay
  [8600_00, 8600_99, [16]], // Uzcard
  [9704_00, 9704_99, [16, 19]], // Napas
  [9792_00, 9792_99, [16]], // Troy
  [9860_00, 9860_99, [16]], // Humo
];

/** 1 for the first four digits of cards. They rule out most numbers. */
const beginnings = new Uint8Array(10_000);
for (const [from, to] of ranges) beginnings.fill(1, Math.floor(from / 100), Math.floor(to / 100) + 1);

function firstFour(text: string, at: number): number {
  let number = 0;
  for (let place = at; place < at + 4; place++) number = number * 10 + text.charCodeAt(place) - 0x30;
  return number;
}

/** The usual groups of digits of a card. */
const groupings = new Set([
  "4 4 4 4",
  "4 6 5",
  "4 6 4",
  "4 5 6",
  "4 4 4 1",
  "4 4 4 2",
  "4 4 4 4 1",
  "4 4 4 4 2",
  "4 4 4 4 3",
  "6 13",
  "8 8",
]);

const shortest = 13;
const longest = 19;

/** The end of the card that begins at `at`; -1 when there is none. `run` is the end of the digits at `at`. */
export function cardEnd(text: string, at: number, run: number): number {
  if (beginnings[firstFour(text, at)] === 0) return -1;
  if (run - at >= shortest) {
    return run - at <= longest && endsWell(text, run) && isCard(text.slice(at, run)) ? run : -1;
  }
  return run - at === 4 || run - at === 6 || run - at === 8 ? groupedEnd(text, at, run) : -1;
}

function groupedEnd(text: string, at: number, run: number): number {
  const separator = separatorAt(text, run);
  if (separator === "") return -1;
  const dashed = separator !== " " && separator !== "\u00a0";
  if (dashed && belongsToId(text, at)) return -1;
  if (separator === " " && isInLongTable(text, at, run)) return -1;
  let digits = text.slice(at, run);
  let grouping = String(digits.length);
  let end = run;
  while (digits.length < longest && text.startsWith(separator, end)) {
    const from = end + separator.length;
    const to = digitsEnd(text, from, longest);
    if (to === from) break;
    digits += text.slice(from, to);
    grouping += ` ${to - from}`;
    end = to;
    const whole = groupings.has(grouping) && endsWell(text, end) && isCard(digits);
    // a number that continues with a dash is another one; after a space, a date or a security code may follow
    if (whole && !(dashed ? goesOn(text, end, separator) : isInTable(text, at, end))) return end;
  }
  return -1;
}

/** Whether four groups of four digits are in a table. Rejects most numbers of a long table at the first look. */
function isInLongTable(text: string, at: number, run: number): boolean {
  const isFour =
    run - at === 4 && text.charCodeAt(at + 14) === 0x20 && digitsEnd(text, at + 15, 5) === at + 19;
  return isFour && isInTable(text, at, at + 19);
}

function separatorAt(text: string, at: number): string {
  const one = text.charAt(at);
  if (
    one === " " ||
    one === "-" ||
    one === "." ||
    one === "+" ||
    one === "\u00a0" ||
    one === "\u2011" ||
    one === "\u2013"
  )
    return one;
  return text.startsWith("%20", at) || text.startsWith("%2D", at) || text.startsWith("%2d", at)
    ? text.slice(at, at + 3)
    : "";
}

/** Whether there are numbers of four digits on both sides, as in a table. */
function isInTable(text: string, at: number, end: number): boolean {
  return (
    text.charCodeAt(at - 1) === 0x20 &&
    text.charCodeAt(end) === 0x20 &&
    isHexNumber(text, at - 5) &&
    isHexNumber(text, end + 1) &&
    !isWord(text.charCodeAt(end + 5)) &&
    text.charCodeAt(end + 5) !== 0x5f
  );
}

function isHexNumber(text: string, at: number): boolean {
  for (let place = at; place < at + 4; place++) if (!isHexDigit(text.charCodeAt(place))) return false;
  return true;
}

function goesOn(text: string, end: number, separator: string): boolean {
  return text.startsWith(separator, end) && isWord(text.charCodeAt(end + separator.length));
}

/** Whether the characters before, joined by a dash, are a part of a hexadecimal id such as a UUID. */
function belongsToId(text: string, at: number): boolean {
  if (text.charCodeAt(at - 1) !== 0x2d) return false;
  let before = at - 2;
  while (before >= 0 && at - before < 16 && isHexDigit(text.charCodeAt(before))) before--;
  return before < at - 2 && !isWord(text.charCodeAt(before));
}

/** Before a decimal point with digits, or a letter, the digits are something else. */
function endsWell(text: string, end: number): boolean {
  const next = text.charCodeAt(end);
  if (isWord(next)) return false;
  return !(next === 0x2e && isDigit(text.charCodeAt(end + 1)));
}

// Whether `digits` have the prefix of a card of their length and pass the Luhn check.
function isCard(digits: string): boolean {
  const beginning = Number(digits.slice(0, 6));
  const known = ranges.some(
    ([from, to, lengths]) => beginning >= from && beginning <= to && lengths.includes(digits.length),
  );
  return known && passesLuhn(digits);
}
