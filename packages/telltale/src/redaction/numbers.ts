// What begins with a digit: cards, phone and social security numbers, addresses. The length of the first digits says what may come.
import { cardEnd } from "./card.ts";
import { digitsEnd, isDigit, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";
import { ipv4End } from "./ip-address.ts";
import { nationalPhoneEnd } from "./phone.ts";

const digits = "0123456789";
const dash = 0x2d;
const dot = 0x2e;

/** Finds the kinds of numbers that are `on`. */
export function numberFinder(on: (kind: string) => boolean): Finder {
  const [cards, addresses, phones, securities] = ["credit-card", "ipv4", "phone", "ssn"].map(on);
  return {
    // less than three digits begin no number that is looked for, but an address and a phone number with its `1`
    starts: [
      ...each(each([...digits], digits), addresses === true ? `${digits}.` : digits),
      ...each([...digits], addresses === true ? "." : ""),
      "1 ",
      "1-",
      "1.",
    ],
    find(text, at) {
      const next = text.charCodeAt(at + 1);
      const run = isDigit(next) ? digitsEnd(text, at + 1, 20) : at + 1;
      const length = run - at;
      if (length > 3) {
        // cards in one piece have 13 digits and more, in groups first 4, 6 or 8
        if (length < 13 && length !== 4 && length !== 6 && length !== 8) return undefined;
        if (cards !== true || startsLate(text, at)) return undefined;
        return found(at, cardEnd(text, at, run), "credit-card");
      }
      const mark = text.charCodeAt(run);
      const grouped = mark === dash || mark === dot || (mark === 0x20 && (length === 1 || length === 3));
      if (!grouped || startsLate(text, at)) return undefined;
      if (mark === dot && addresses === true) {
        const end = ipv4End(text, at);
        if (end !== -1) return found(at, end, "ipv4");
      }
      if (length === 3 && securities === true) {
        const end = socialSecurityEnd(text, at);
        if (end !== -1) return found(at, end, "ssn");
      }
      return phones === true && (mark !== 0x20 || length === 1)
        ? found(at, nationalPhoneEnd(text, at, length), "phone")
        : undefined;
    },
  };
}

function found(start: number, end: number, kind: string): Finding | undefined {
  return end === -1 ? undefined : { start, end, kind };
}

/** A number that goes on with another one before it, as in `0.4242`, `12-4242`, is none by itself. */
function startsLate(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (before === dot || before === dash) && isDigit(text.charCodeAt(at - 2));
}

const security = /(?!000|666|9)\d{3}([- .])(?!00)\d\d\1(?!0000)\d{4}/y;

// With dashes hardly anything else is written so; with blanks and dots neither a number nor a digit may stand beside it.
function socialSecurityEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 6) !== text.charCodeAt(at + 3)) return -1;
  security.lastIndex = at;
  const mark = security.exec(text)?.[1];
  if (mark === undefined) return -1;
  const end = security.lastIndex;
  const next = text.charCodeAt(end);
  if (isWord(next) || text.charCodeAt(at - 1) === dash) return -1;
  if (next === dash) return isWord(text.charCodeAt(end + 1)) ? -1 : end;
  if (mark === "-") return end;
  if ((next === dot || next === 0x20) && isDigit(text.charCodeAt(end + 1))) return -1;
  const before = text.charCodeAt(at - 1);
  return (before === dot || before === 0x20) && isDigit(text.charCodeAt(at - 2)) ? -1 : end;
}
