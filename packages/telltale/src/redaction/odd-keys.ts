// Keys of makers that are not told by their first characters: a mark in the middle, or a number in base64 at the beginning.
import { isDigit, isHexDigit, isWord } from "./characters.ts";
import { each, type Finder } from "./finder.ts";

/** All kinds of such keys that are known. */
export const oddKinds: readonly string[] = [
  "telegram-token",
  "discord-token",
  "mailchimp-key",
  "azure-secret",
];

const telegram = /:AA[\w-]{33}(?![\w-])/y;
const discord = /[\w-]{23,28}\.[\w-]{6}\.[\w-]{25,45}/y;
const mailchimp = /-us\d{1,2}(?![\w-])/y;
const azure = /~[\w.~-]{31,34}(?![\w~-])/y;

/** Finds the keys of the kinds that are `on`. */
export function oddKeyFinders(on: (kind: string) => boolean): Finder[] {
  const all: readonly Finder[] = [
    // `123456789:AA…`: the number of a bot and its secret
    {
      starts: [":AA"],
      find: (text, at, floor) => behind("telegram-token", telegram, text, at, floor, isDigit, 8, 10),
    },
    // an id of digits in base64, a time, a signature
    {
      starts: each(each(["M", "N", "O"], "DTjz"), "AEIMQUYcgk"),
      find: (text, at) => from("discord-token", discord, text, at),
    },
    // 32 hexadecimal digits and a data center
    {
      starts: ["-us"],
      find: (text, at, floor) => behind("mailchimp-key", mailchimp, text, at, floor, isHexDigit, 32, 32),
    },
    // three characters, `8Q~` and the secret
    {
      starts: ["~"],
      find: (text, at, floor) =>
        /[\w.~-]{3}[78]Q$/.test(text.slice(Math.max(floor, at - 5), at))
          ? behind("azure-secret", azure, text, at, floor, isAny, 5, 5)
          : undefined,
    },
  ];
  return all.filter((_, at) => on(oddKinds[at] as string));
}

function from(kind: string, rest: RegExp, text: string, at: number): ReturnType<Finder["find"]> {
  rest.lastIndex = at;
  return rest.test(text) ? { start: at, end: rest.lastIndex, kind } : undefined;
}

/** What matches `rest` at `at` and has from `fewest` to `most` characters that are `of` a sort before it, and no more. */
function behind(
  kind: string,
  rest: RegExp,
  text: string,
  at: number,
  floor: number,
  of: (code: number) => boolean,
  fewest: number,
  most: number,
): ReturnType<Finder["find"]> {
  rest.lastIndex = at;
  if (!rest.test(text)) return undefined;
  const end = rest.lastIndex;
  const lowest = Math.max(floor, at - most);
  let start = at;
  while (start > lowest && of(text.charCodeAt(start - 1))) start--;
  const goesOn = of !== isAny && start > floor && isDigitOrHex(text.charCodeAt(start - 1), of);
  return at - start < fewest || goesOn ? undefined : { start, end, kind };
}

function isDigitOrHex(code: number, of: (code: number) => boolean): boolean {
  return of === isDigit ? isDigit(code) : isWord(code);
}

function isAny(): boolean {
  return true;
}
