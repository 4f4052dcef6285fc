// Names that were chosen to break out of what they are written into, for tests of generators.
import fc from "fast-check";

/** Pieces that end, begin or escape something in one of the languages. */
const pieces: readonly string[] = [
  ..."\n|\r|\r\n|\u2028|\u2029|\u0085|\u000B|\u000C|\t|\0|\u001B[31m|\u0007|\u009B2J|\uFEFF|\uFFFE".split(
    "|",
  ),
  ..."\u202E|\u2066|\u200F|\uD800|\uDC00|\uD800x|😀|\u0301".split("|"),
  ..."*/|/*|//|#|--|-->|<!--|]]>|</script>|<script>|</style>|<img src=x onerror=alert(1)>|<a href=x>".split(
    "|",
  ),
  ..."\"|'|`|\\|\\\\|$|${|${a}|$a|$(a)|{{|}}|[[|]]|{|}|(|)|[|]|<|>|&|&amp;|&#10;|%|%0A|!|?|;|:|,|=".split(
    "|",
  ),
  "|",
  "||",
  ..."![x](http://evil.example)~[x](javascript:alert(1))~[^1]~***~___~# h~## h~- l~+ l~1. l~1) l~> q~    code~```~~~~~`` ` ``".split(
    "~",
  ),
  ..."http://evil.example/x|https://evil.example|www.evil.example|mailto:a@evil.example|a@evil.example|@org/team|#1".split(
    "|",
  ),
  ..."__proto__|constructor|toString|default|yes|no|on|null|~|~x|01|1_000|1:30|0x1|.inf|2026-01-01|&a|*a|!t|%Y|? |- |: |---|...|<<".split(
    "|",
  ),
  ..."@ts-nocheck|@deprecated|{@link x}|import|export|await|import()|`x`|'$(id)'|$(id)|`id`|; id|| id|&& id|\u0003".split(
    "|",
  ),
  ..."' OR 1=1 --|'); DROP TABLE spans --|\\'|{a:String}|```\n|\n```\n|\n---\n|\n===\n|\n\n# h\n|::error::|%25".split(
    "|",
  ),
  " ",
  "  ",
  "",
  "x".repeat(2000),
];

/** A text of such pieces and of usual ones. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 5 }) },
      { weight: 1, arbitrary: fc.constantFrom("shop", "order", "pay", "a") },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));
