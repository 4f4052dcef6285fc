// Back-ups of others: entries at places that a console obeys, and definitions that read files, addresses or programs when the engine
// opens the store. That a console's own back-ups pass is in test/reliability/backup.test.ts.
import { expect, test } from "vitest";
import { placeProblem } from "./contents.ts";
import { createDefinitionCheck, definesDatabase } from "./statements.ts";

const uuid = "aaaaaaaa-0000-4000-8000-000000000001";
const store = `engine/store/aaa/${uuid}`;

test.each([
  "../x",
  "engine/../x",
  "/etc/x",
  "a//b",
  "a\\..\\..\\b",
  "./x",
  "x\0.sql",
  "owner.json",
  "clickhouse.json",
  "config/users.xml",
  "engine/config.xml",
  "engine/user_scripts/a.sh",
  "engine/user_defined/function.sql",
  "engine/access/users.list",
  "engine/metadata",
  "engine/metadata/telltale/evil.sql",
  "engine/store/evil.sql",
])("no entry may be at %j", (path) => expect(placeProblem(path, undefined)).toBeDefined());

test.each([
  ["a", `../store/aaa/${uuid}`],
  ["engine/store/aaa/x", `../store/aaa/${uuid}`],
  [`${store}/x`, `../store/aaa/${uuid}`],
  ["engine/metadata/telltale", "/etc"],
  ["engine/metadata/telltale", "../../../x"],
  ["engine/metadata/telltale/x", `../store/aaa/${uuid}`],
])("no link may be at %s to %s", (path, linkTo) => expect(placeProblem(path, linkTo)).toBeDefined());

test.each([
  ["kept.txt", undefined],
  ["engine.json", undefined],
  ["rules/a.yaml", undefined],
  ["engine/metadata/telltale.sql", undefined],
  [`${store}/all_1_1_0/data.bin`, undefined],
  ["engine/metadata/telltale", `../store/aaa/${uuid}`],
])("%s is an entry of a back-up", (path, linkTo) => expect(placeProblem(path, linkTo)).toBeUndefined());

const table = (columns: string, rest = "ENGINE = MergeTree\nORDER BY a"): string =>
  `ATTACH TABLE _ UUID '${uuid}'\n(\n    ${columns}\n)\n${rest}\nSETTINGS index_granularity = 8192\n`;
const view = (select: string): string =>
  `ATTACH MATERIALIZED VIEW _ UUID '${uuid}' TO telltale.red\n(\n    \`a\` String\n)\nAS SELECT ${select}\n`;

test("what a schema of the console becomes passes", () => {
  const check = createDefinitionCheck();
  expect(check(table("`a` String DEFAULT 'file(' || '', `b` DateTime64(9)"))).toBeUndefined();
  // the table of the steps
  expect(check(table("`number` UInt32, `applied` DateTime('UTC') DEFAULT now()"))).toBeUndefined();
  expect(
    check(view("lower(`a`) AS a FROM telltale.logs WHERE (a = 'url(''x'')') OR (a = '\\'')")),
  ).toBeUndefined();
  expect(definesDatabase(`ATTACH DATABASE _ UUID '${uuid}'\nENGINE = Atomic\n`)).toBe(true);
});

test.each([
  [table("`a` String", "ENGINE = File('LineAsString', '/etc/passwd')"), "has the engine File"],
  [table("`a` String", "ENGINE = URL('http://127.0.0.1/x', 'CSV')"), "has the engine URL"],
  [table("`a` String", "ENGINE = Kafka\nSETTINGS kafka_broker_list = 'x'"), "has the engine Kafka"],
  [table("`a` String", "engine=Executable('a.sh', 'CSV')"), "has the engine Executable"],
  [table("`a` String", "ORDER BY a"), "has the engine of nothing"],
  [table("`a` String DEFAULT file('/etc/passwd')"), "calls file"],
  [table("`a` String DEFAULT `file`('/etc/passwd')"), "calls ``"],
  [table("`a` String DEFAULT dictGet('d', 'v', 1)"), "calls dictGet"],
  [table("`a` String", "ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'web')"), "calls disk"],
  [table("`a` String", "ENGINE = MergeTree ORDER BY a SETTINGS disk = 'x'"), "has disk"],
  [view("* FROM url('http://127.0.0.1/x', 'CSV')"), "calls url"],
  [view("* FROM executable /* x */ ('a.sh', 'CSV', 'a String')"), "calls executable"],
  [view("* FROM system.users"), "reads system"],
  [view("$a$ ' $a$, file('x') AS b, '1' FROM telltale.logs"), 'has "$" outside of quotes'],
  [view("1 # '\n, file('x') AS b -- '\n FROM telltale.logs"), 'has "#" outside of quotes'],
  [view("\u2018 ' \u2019 || file('x') || '' FROM telltale.logs"), 'has "\u2018" outside of quotes'],
  [view("1 FROM telltale.logs").replace(" TO ", " REFRESH EVERY 1 SECOND TO "), "is neither"],
  [
    `ATTACH DICTIONARY _ UUID '${uuid}' (\`k\` UInt64) PRIMARY KEY k SOURCE(EXECUTABLE(COMMAND 'id'))`,
    "is neither",
  ],
  ["ATTACH FUNCTION f AS (x) -> file(x)", "is neither"],
])("a definition that reaches further is refused: %s", (text, why) =>
  expect(createDefinitionCheck()(text)).toContain(why),
);

test.each(["MySQL('x')", "Atomic SETTINGS disk = 'x'", "Replicated('/a', 'b', 'c')", "Filesystem('/')"])(
  "no database is of the engine %s",
  (engine) => expect(definesDatabase(`ATTACH DATABASE _ UUID '${uuid}'\nENGINE = ${engine}\n`)).toBe(false),
);
