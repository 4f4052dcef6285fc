// Keys of vendors without a prefix: with a mark in the middle, or a base64 number at the beginning.
import { isDigit, isHexDigit, isWord } from "./characters.ts";
import { each, type Finder, type Finding } from "./finder.ts";

/** All known kinds of such keys. */
export const oddKinds: readonly string[] = [
  "telegram-token",
  "discord-token",
  "mailchimp-key",
  "azure-secret",
];

/** A key with a mark in the middle: characters of one sort before `rest`. */
interface TailedKey {
  readonly kind: string;
  /** The mark and what follows it. */
  readonly rest: RegExp;
  readonly isPart: (code: number) => boolean;
  readonly fewest: number;
  readonly most: number;
  /** A character that continues the key to the left, so that it is another one. */
  readonly continues: (code: number) => boolean;
}

// `123456789:AA…`: the number of a bot and its secret
const telegram: TailedKey = {
  kind: "telegram-token",
  rest: /:AA[\w-]{33}(?![\w-])/y,
  isPart: isDigit,
  fewest: 8,
  most: 10,
  continues: isDigit,
};

// 32 hexadecimal digits and a data center
const mailchimp: TailedKey = {
  kind: "mailchimp-key",
  rest: /-us\d{1,2}(?![\w-])/y,
  isPart: isHexDigit,
  fewest: 32,
  most: 32,
  continues: isWord,
};

// three characters, `8Q~` and the secret
const azure: TailedKey = {
  kind: "azure-secret",
  rest: /~[\w.~-]{31,34}(?![\w~-])/y,
  isPart: () => true,
  fewest: 5,
  most: 5,
  continues: () => false,
};

// an id of digits in base64, a time, a signature
const discord = /[\w-]{23,28}\.[\w-]{6}\.[\w-]{25,45}/y;

/** Finds the keys of the kinds that are `on`. */
export function oddKeyFinders(on: (kind: string) => boolean): Finder[] {
  const all: readonly Finder[] = [
    { starts: [":AA"], find: (text, at, floor) => tailedKeyAt(telegram, text, at, floor) },
    { starts: each(each(["M", "N", "O"], "DTjz"), "AEIMQUYcgk"), find: discordTokenAt },
    { starts: ["-us"], find: (text, at, floor) => tailedKeyAt(mailchimp, text, at, floor) },
    {
      starts: ["~"],
      find: (text, at, floor) =>
        /[\w.~-]{3}[78]Q$/.test(text.slice(Math.max(floor, at - 5), at))
          ? tailedKeyAt(azure, text, at, floor)
          : undefined,
    },
  ];
  return all.filter((_, at) => on(oddKinds[at] as string));
}

function discordTokenAt(text: string, at: number): Finding | undefined {
  discord.lastIndex = at;
  return discord.test(text) ? { start: at, end: discord.lastIndex, kind: "discord-token" } : undefined;
}

/** The key whose mark is at `at`. */
function tailedKeyAt(key: TailedKey, text: string, at: number, floor: number): Finding | undefined {
  const { kind, rest, isPart, fewest, most, continues } = key;
  rest.lastIndex = at;
  if (!rest.test(text)) return undefined;
  const end = rest.lastIndex;
  const lowest = Math.max(floor, at - most);
  let start = at;
  while (start > lowest && isPart(text.charCodeAt(start - 1))) start--;
  const isLonger = start > floor && continues(text.charCodeAt(start - 1));
  return at - start < fewest || isLonger ? undefined : { start, end, kind };
}
