// Secrets that begin with a digit: cards, phone and social security numbers, addresses. The number of first digits decides which.
import { cardEnd } from "./card.ts";
import { digitsEnd, isDigit, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";
import { ipv4End } from "./ip-address.ts";
import { nationalPhoneEnd } from "./phone.ts";

const digits = "0123456789";
const blank = 0x20;
const dash = 0x2d;
const dot = 0x2e;

/** The kinds of numbers that are looked for. */
interface Kinds {
  readonly cards: boolean;
  readonly addresses: boolean;
  readonly phones: boolean;
  readonly securities: boolean;
}

/** Finds the kinds of numbers that are `on`. */
export function numberFinder(on: (kind: string) => boolean): Finder {
  const kinds: Kinds = {
    cards: on("credit-card"),
    addresses: on("ipv4"),
    phones: on("phone"),
    securities: on("ssn"),
  };
  return {
    // fewer than three digits begin only an address, and a phone number with its `1`
    starts: [
      ...each(each([...digits], digits), kinds.addresses ? `${digits}.` : digits),
      ...each([...digits], kinds.addresses ? "." : ""),
      "1 ",
      "1-",
      "1.",
    ],
    find(text, at) {
      const next = text.charCodeAt(at + 1);
      const run = isDigit(next) ? digitsEnd(text, at + 1, 20) : at + 1;
      return run - at > 3 ? cardAt(text, at, run, kinds) : shortGroupAt(text, at, run, kinds);
    },
  };
}

/** The card whose first digits end at `run`: in one piece it has at least 13 digits, in groups first 4, 6 or 8. */
function cardAt(text: string, at: number, run: number, { cards }: Kinds): Finding | undefined {
  const length = run - at;
  if (length < 13 && length !== 4 && length !== 6 && length !== 8) return undefined;
  return cards && !startsLate(text, at) ? found(at, cardEnd(text, at, run), "credit-card") : undefined;
}

/** The number that begins with a group of at most three digits, which ends at `run`. */
function shortGroupAt(text: string, at: number, run: number, kinds: Kinds): Finding | undefined {
  const length = run - at;
  const mark = text.charCodeAt(run);
  if (!isGroup(length, mark) || startsLate(text, at)) return undefined;
  if (mark === dot && kinds.addresses) {
    const end = ipv4End(text, at);
    if (end !== -1) return found(at, end, "ipv4");
  }
  if (length === 3 && kinds.securities) {
    const end = socialSecurityEnd(text, at);
    if (end !== -1) return found(at, end, "ssn");
  }
  const mayBePhone = kinds.phones && (mark !== blank || length === 1);
  return mayBePhone ? found(at, nationalPhoneEnd(text, at, length), "phone") : undefined;
}

/** Whether `mark` continues a number after a group of `length` digits. */
function isGroup(length: number, mark: number): boolean {
  return mark === dash || mark === dot || (mark === blank && (length === 1 || length === 3));
}

function found(start: number, end: number, kind: string): Finding | undefined {
  return end === -1 ? undefined : { start, end, kind };
}

/** Whether the number continues another one, as in `0.4242`, `12-4242`. */
function startsLate(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (before === dot || before === dash) && isDigit(text.charCodeAt(at - 2));
}

const security = /(?!000|666|9)\d{3}([- .])(?!00)\d\d\1(?!0000)\d{4}/y;

// With dashes hardly anything else has this form; with blanks and dots, no other number may be next to it.
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
  if ((next === dot || next === blank) && isDigit(text.charCodeAt(end + 1))) return -1;
  const before = text.charCodeAt(at - 1);
  return (before === dot || before === blank) && isDigit(text.charCodeAt(at - 2)) ? -1 : end;
}
