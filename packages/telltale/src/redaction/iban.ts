// International bank account numbers with the length of their country and correct check digits.
// ISO 13616; lengths from the IBAN registry.
import { passesMod97 } from "../engine/text/check-digits.ts";
import { isDigit, isWord } from "./characters.ts";
import { each, type Finder, inAnyCase } from "./finder.ts";

const registry =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 " +
  "FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 " +
  "LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 " +
  "SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";
const lengths = new Map(registry.split(" ").map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]));

/** Finds account numbers, in one piece or in groups of four by single spaces or dashes. */
export const accounts: Finder = {
  starts: each(inAnyCase(...lengths.keys()), "0123456789"),
  find(text, at) {
    const length = lengths.get(text.slice(at, at + 2).toUpperCase());
    if (length === undefined || !isDigit(text.charCodeAt(at + 2))) return undefined;
    const grouped = isSeparator(text.charCodeAt(at + 4));
    let account = "";
    let end = at;
    // groups of four with one separator, as printed; other groups may be a UUID
    while (account.length < length) {
      const code = text.charCodeAt(end);
      if (grouped && (end - at) % 5 === 4) {
        if (code !== text.charCodeAt(at + 4)) return undefined;
      } else if (isWord(code)) account += text.charAt(end);
      else return undefined;
      end++;
    }
    return !isWord(text.charCodeAt(end)) && passesMod97(account)
      ? { start: at, end, kind: "iban" }
      : undefined;
  },
};

function isSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0xa0 || code === 0x2b;
}
