// International bank account numbers: of the length that the country's have, and the check digits are right.
// ISO 13616; lengths from the IBAN registry.
import { passesMod97 } from "../engine/check-digits.ts";
import { isLetter, isWord } from "./characters.ts";
import { each, type Finder, inAnyCase } from "./finder.ts";

const registry =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 " +
  "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 " +
  "LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 " +
  "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";
const lengths = new Map(registry.split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

const seconds = [...new Set([...lengths.keys()].map((country) => country.charAt(1)))];

/** Finds account numbers, in one piece or in groups by single spaces or dashes. Asked at the second letter: `E8` is rarer than `DE`. */
export const accounts: Finder = {
  starts: each(each(inAnyCase(...seconds), "0123456789"), "0123456789"),
  inWords: true,
  find(text, second, floor) {
    const at = second - 1;
    if (!isLetter(text.charCodeAt(at)) || (at > floor && isWord(text.charCodeAt(at - 1)))) return undefined;
    const length = at < floor ? undefined : lengths.get(text.slice(at, at + 2).toUpperCase());
    if (length === undefined) return undefined;
    let account = "";
    let end = at;
    while (account.length < length) {
      const code = text.charCodeAt(end);
      if (isWord(code)) account += text.charAt(end++);
      else if (account.length >= 4 && isSeparator(code) && isWord(text.charCodeAt(end + 1))) end++;
      else return undefined;
    }
    return !isWord(text.charCodeAt(end)) && passesMod97(account)
      ? { start: at, end, kind: "iban" }
      : undefined;
  },
};

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0xa0 || code === 0x2b;
}
