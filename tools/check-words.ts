// Fails on words that readers do not search for or have to translate: names of our own for what has a common name, and turns of phrase. The
// list says what to write instead. It covers code, comments, messages, tests and documentation.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

/** A pattern, and what to write instead. */
type Word = readonly [pattern: RegExp, instead: string];

const names: readonly Word[] = [
  [
    /\b(?:comeOfAge|beginDoubt|isHopeless|ofThoseThere|despiteDamage|inShort)\b/,
    "a name that says what it does",
  ],
  [/\bsettle[A-Z]\w*/, "`resolve…` for settings, `finish…` for work"],
  [
    /\b(?:interface|type|class) (?:Place|Known|Asked|Part|Told|Wish|Pot|Surgery)\b(?= =|<| \{| extends)/,
    "a name that says which one, such as `RecordKey` or `ChartQuery`",
  ],
  [/\btells(?=:|\)|,? \}| =|\()/, "what is reported, recorded or published: `reports`, `hasPeer`"],
  [/\b(?:tell|told)[A-Z]\w*/, "`report…`, `record…`, `log…` or `notify…`"],
  [
    /\b(?:hearUncaught|facesOf|lastWord|orNothing|wayOut)\b/,
    "`on…`, `exportsOf`, `overrides`, `fillOrClear`",
  ],
];

const phrases: readonly Word[] = [
  [/\bputting itself right\b/, "`is recovering`"],
  [/(?:^|(?<=[ (]))[Nn]obody(?=[ ,.;?)]|'s|$)/m, "`no user`, `no process`, or the passive voice"],
  [/\b[Ss]omebody\b/, "who it is: a user, another process, other code"],
  [
    /(?<![Tt]here )\b(?:is|are|was|were) none\b/,
    "what it is instead: `is invalid`, `does not count`, `is missing`",
  ],
  [
    /(?<![Tt]here )(?<!which )\b(?:is|are|was|were) no (?!longer|more|less|larger|quicker|further|way|such)/,
    "`is not a …`",
  ],
  [/\bha(?:ve|s) come to\b/, "`resolved`"],
  [/\bwho asks\b/, "`the caller` or `the client`"],
  [/\bof (?:ours|theirs)\b/, "`built-in`, `of the library`, `of the console`"],
  [/\bCome again in\b/, "`Retry in`"],
  [/\b(?:came|comes) of\b/, "`the result of`"],
  [/\b(?:is|are) told(?! apart)/, "`is reported`, `is recorded`"],
];

/** Files, and a pattern of the list that they may contain. */
const exceptions: readonly (readonly [file: RegExp, text: RegExp, reason: string])[] = [
  [/^tools\/check-words\.ts$/, /./, "the list itself"],
  [
    /^packages\/telltale\/src\/engine\/encode\/encode\.ts$/,
    /^interface Place$/,
    "a local type of the hot path",
  ],
];

const words = [...names, ...phrases].map(([pattern, instead]) => ({
  pattern: new RegExp(pattern, `g${pattern.flags}`),
  instead,
}));
const files = sourceFiles(".ts", ".tsx", ".mjs", ".js", ".md", ".sql", ".yaml", ".yml", ".sh", ".txt");
let found = 0;
for (const file of files) {
  const allowed = exceptions.filter(([pattern]) => pattern.test(file)).map(([, text]) => text);
  const text = readFileSync(path.join(root, file), "utf8");
  for (const { pattern, instead } of words)
    for (const { 0: word, index } of text.matchAll(pattern)) {
      if (allowed.some((one) => one.test(word))) continue;
      found += 1;
      console.error(`${file}:${lineAt(text, index)}: \`${word}\`: write ${instead}.`);
    }
}
console.log(`${files.length} files checked for ${words.length} words and phrases: ${found} found.`);
if (found > 0) process.exitCode = 1;

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
