// Phone numbers: international ones with `+` and a calling code, and North American ones in their usual forms.
// Other numbers without `+` look like any number and are not found.
import { digitsEnd, isBlank, isDigit, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";

/** ITU-T E.164, calling codes of two digits; those of three digits begin with the other digits. */
const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;
const threeDigits = /^(?:2[1-689]\d|3[578]\d|42\d|5[09]\d|6[7-9]\d|8[05]\d|88\d|96\d|97\d|99\d)/;
/** Maximum digits of the numbers of a country, calling code included, if not 15. */
const longest: Readonly<Record<string, number>> = {
  "1": 11,
  "7": 11,
  "31": 11,
  "32": 11,
  "33": 11,
  "34": 11,
  "41": 11,
  "44": 12,
  "45": 10,
  "46": 11,
  "47": 10,
  "48": 11,
  "52": 13,
  "55": 13,
  "61": 11,
  "64": 12,
  "65": 10,
  "81": 12,
  "82": 12,
  "86": 13,
  "91": 12,
};
const fewest = 9;
/** Digits without separators after `+` may be a difference: only lengths of phone numbers count. */
const fewestInRow = 10;

const american = /(?:1[-. ])?(?:\([2-9]\d\d\)[-. ]?[2-9]\d\d[-. ]?|[2-9]\d\d([-.])[2-9]\d\d\1)\d{4}/y;

/** Finds phone numbers that begin with `+` or a parenthesis; `%2B` is a `+` in a URL. */
export const phones: Finder = {
  starts: [...each(["+"], "123456789"), ...each(["("], "23456789"), "%2B", "%2b"],
  find(text, at) {
    if (text.charAt(at) === "(") return nationalAt(text, at);
    const digits = text.charAt(at) === "+" ? at + 1 : /^%2B$/i.test(text.slice(at, at + 3)) ? at + 3 : -1;
    if (digits === -1 || !isDigit(text.charCodeAt(digits)) || isWord(text.charCodeAt(at - 1)))
      return undefined;
    const end = internationalEnd(text, digits);
    return end === -1 ? undefined : { start: at, end, kind: "phone" };
  },
};

function nationalAt(text: string, at: number): Finding | undefined {
  if (!isDigit(text.charCodeAt(at + 1)) || isWord(text.charCodeAt(at - 1))) return undefined;
  const end = nationalPhoneEnd(text, at, 3);
  return end === -1 ? undefined : { start: at, end, kind: "phone" };
}

/** The end of the North American number that begins at `at`; -1 when there is none. */
export function nationalPhoneEnd(text: string, at: number, length: number): number {
  if (length === 2 || (length === 1 && text.charCodeAt(at) !== 0x31)) return -1;
  american.lastIndex = at;
  if (!american.test(text)) return -1;
  const end = american.lastIndex;
  const before = text.charCodeAt(at - 1);
  const next = text.charCodeAt(end);
  if (before === 0x2d || before === 0x2e || before === 0x2f || isWord(next)) return -1;
  return (next === 0x2d || next === 0x2e || next === 0x2f) && isWord(text.charCodeAt(end + 1)) ? -1 : end;
}

function internationalEnd(text: string, at: number): number {
  const code = callingCode(text, at);
  if (code === undefined) return -1;
  const most = longest[code] ?? 15;
  const run = digitsEnd(text, at, 16);
  let digits = run - at;
  if (digits >= fewestInRow) return digits <= most && ends(text, run, code, digits) ? run : -1;
  let end = run;
  for (;;) {
    const next = groupStart(text, end);
    const groupEnd = next === -1 ? -1 : digitsEnd(text, next, 16);
    if (groupEnd === -1 || digits + groupEnd - next > most) break;
    digits += groupEnd - next;
    end = groupEnd;
  }
  return end > run && digits >= fewest && ends(text, end, code, digits) ? end : -1;
}

function ends(text: string, end: number, code: string, digits: number): boolean {
  return !isWord(text.charCodeAt(end)) && (code !== "1" || digits === 11);
}

function callingCode(text: string, at: number): string | undefined {
  const first = text.charAt(at);
  if (first === "1" || first === "7") return first;
  const start = text.slice(at, at + 3);
  return (twoDigits.exec(start) ?? threeDigits.exec(start))?.[0];
}

/** The start of the next group of digits: after one blank, dash or dot, in or after parentheses; -1 when there is none. */
function groupStart(text: string, end: number): number {
  let at = end;
  if (text.charCodeAt(at) === 0x29) at++;
  const code = text.charCodeAt(at);
  if ((isBlank(code) && code !== 0x0a && code !== 0x0d) || code === 0x2d || code === 0x2e || code === 0x2f)
    at++;
  if (text.charCodeAt(at) === 0x28) at++;
  return at > end && isDigit(text.charCodeAt(at)) ? at : -1;
}
