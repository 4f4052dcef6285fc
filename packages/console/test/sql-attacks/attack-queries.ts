// Queries that try to read a file of the machine through SQL, combined from parts by a seed: what reads the file, how it is spelled,
// where in a query it stands, and what is done so that the content shows in the answer or in an error.
import { dirname } from "node:path";
import { createRandom, type Random } from "../hostile/random.ts";

/**
 * `count` different queries, always the same for the same seed.
 *
 * Most of them are valid for an engine without any protection, and many would return the content of the file; the rest probe
 * grammar, settings and statements around it.
 *
 * @param canaryPath absolute path of a file whose content must appear in no result and in no error. Nothing of the content may
 * are in the path, or {@link showsCanary} finds it in every error that names the file.
 */
export function attackQueries(seed: number, count: number, canaryPath: string): readonly string[] {
  const attack = createAttack(createRandom(seed), canaryPath);
  const found = new Set<string>();
  while (found.size < count) found.add(attack());
  return [...found];
}

type Make = () => string;

function createAttack(random: Random, path: string): Make {
  const pick = <T>(items: readonly T[]): T => random.pick(items);
  const make = (makers: readonly Make[]): string => pick(makers)();
  const chance = (share: number): boolean => random.below(1000) < share * 1000;
  const folder = dirname(path);
  let names = 0;
  const fresh = (): string => `${pick(["a", "x", "col", "v"])}${names++ % 50}`;

  // How a text, a blank and a name can be written.
  const odd = (makers: readonly Make[]): Make => (chance(0.1) ? pick(makers) : makers[0]!);
  const space: Make = () =>
    pick([" ", " ", " ", "\n", "\t", "/**/", "/* a */", "--a\n", " /* ' */ ", "\u00a0", "\u3000"]);
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const text = (value: string): string =>
    odd([
      () => quote(value),
      () => `'${value.replaceAll("'", "''")}'`,
      () => `concat(${quote(value.slice(0, 4))}, ${quote(value.slice(4))})`,
      () => `${quote(value.slice(0, 6))} || ${quote(value.slice(6))}`,
      () => `unhex('${Buffer.from(value).toString("hex")}')`,
      () => `base64Decode('${Buffer.from(value).toString("base64")}')`,
      () => `reverse(${quote([...value].toReversed().join(""))})`,
      () => `materialize(${quote(value)})`,
      () => `char(${[...Buffer.from(value)].join(", ")})`,
      () => `arrayStringConcat([${quote(value.slice(0, 3))}, ${quote(value.slice(3))}])`,
      () => `(SELECT ${quote(value)})`,
      () => `'${[...Buffer.from(value)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}'`,
      () => `$$${value}$$`,
      () => `toString(${quote(value)})`,
      () => `identity(${quote(value)})`,
    ])();
  const named = (name: string): string =>
    odd([
      () => name,
      () => name.toUpperCase(),
      () => [...name].map((letter) => (chance(0.5) ? letter.toUpperCase() : letter)).join(""),
      () => `\`${name}\``,
      () => `"${name}"`,
      () => `\`${name.slice(0, 1)}\\x${name.charCodeAt(1).toString(16)}${name.slice(2)}\``,
      () => `“${name}”`,
    ])();
  const call = (name: string, ...values: string[]): string =>
    `${named(name)}${chance(0.05) ? space() : ""}(${values.join(", ")})`;
  const paths: Make = () =>
    text(
      pick([
        ...Array.from({ length: 20 }, () => path),
        `${folder}/./${path.slice(folder.length + 1)}`,
        `${folder}/*`,
        `../../../../../../../../..${path}`,
        `file://${path}`,
        `/proc/self/root${path}`,
        `${path.slice(0, -1)}?`,
        `${folder}/{${path.slice(folder.length + 1)},b}`,
      ]),
    );

  // An expression whose value is the file's content.
  const content: Make = () =>
    make([
      ...Array.from({ length: 10 }, (): Make => () => call("file", paths())),
      () => call("file", paths(), "'nothing'"),
      () => `arrayMap(${named("file")}, [${paths()}])[1]`,
      () => `arrayMap(p -> ${call("file", "p")}, [${paths()}])[1]`,
      () => `arrayFold((acc, p) -> concat(acc, ${call("file", "p")}), [${paths()}], '')`,
      () => `(SELECT ${call("file", paths())})`,
      () => `(SELECT * FROM ${source(1)} LIMIT 1)`,
      () => `(SELECT groupArray(*) FROM ${source(1)})`,
      () => `if(1, ${call("file", paths())}, '')`,
      () => `transform(1, [1], [${call("file", paths())}], '')`,
      () => `(${call("file", paths())} AS ${fresh()})`,
      () => `tupleElement((1, ${call("file", paths())}), 2)`,
      () => `catboostEvaluate(${paths()}, 1)`,
      () => `dictGet(${text("d")}, ${text("b")}, tuple(${call("file", paths())}))`,
      () => `CASE WHEN 1 THEN ${call("file", paths())} ELSE '' END`,
    ]);

  // The text that describes columns, with an expression in it.
  const structure = (depth: number): string => {
    const inner = depth > 0 ? content() : call("file", quote(path));
    const kind = pick(["ALIAS", "DEFAULT", "MATERIALIZED", "EPHEMERAL", "alias", "Default", "ALIAS/**/"]);
    const type = pick(["String ", "String ", "", "Nullable(String) ", "LowCardinality(String) "]);
    const more = pick(["", "", "", " CODEC(ZSTD(1))", " COMMENT 'c'", " TTL now() + INTERVAL 1 DAY"]);
    return pick([
      ...Array.from({ length: 6 }, () => `a UInt8, b ${type}${kind} ${inner}${more}`),
      `b ${type}${kind} ${inner}, a UInt8`,
      `a UInt8 DEFAULT length(${inner}), b String ALIAS toString(a)`,
      `a UInt8, b String EPHEMERAL ${inner}, c String DEFAULT b`,
      `a UInt8, b Array(String) ALIAS [${inner}]`,
      `a UInt8, b String ALIAS (SELECT * FROM file('${path}', 'LineAsString') LIMIT 1)`,
      `a UInt8, CONSTRAINT c CHECK length(${inner}) = 0`,
      `a UInt8, INDEX i (${inner}) TYPE minmax`,
      `a UInt8, b Enum8(${quote(path)} = 1)`,
    ]);
  };
  const formats = [
    "LineAsString",
    "RawBLOB",
    "TSV",
    "CSV",
    "JSONAsString",
    "One",
    "Regexp",
    "Values",
    "Template",
  ];
  const format: Make = () => pick([`'${pick(formats)}'`, pick(formats)]);
  const schemas: Make = () => pick(["'b String'", "'auto'", text(structure(0)), "'a String, b String'"]);

  // Something that is behind FROM.
  const source = (depth: number): string => {
    const structured = (name: string, ...rest: string[]): string =>
      call(name, text(structure(depth > 1 ? 0 : depth)), ...rest);
    return make([
      () => call("file", paths(), format()),
      () => call("file", paths(), format(), schemas()),
      () => call("file", paths()),
      () => call("fileCluster", text("default"), paths(), format(), schemas()),
      () => call("filesystem", text(folder)),
      () => call("url", text(`file://${path}`), format(), schemas()),
      () => call("s3", text(`file://${path}`), format()),
      () => call("sqlite", paths(), text("t")),
      () => call(pick(["icebergLocal", "deltaLakeLocal", "paimonLocal", "hudi"]), paths()),
      () => call("executable", text(`cat ${path}`), format(), schemas()),
      () => call("executable", text("cat"), format(), schemas(), `(SELECT ${paths()})`),
      () => call("jdbc", text(`jdbc:sqlite:${path}`), text("t")),
      () => call("odbc", text(`DSN=${path}`), text("t")),
      () => call("mysql", text("127.0.0.1:9"), text("d"), text(path), text("u"), text("p")),
      () => call("remote", text("127.0.0.1"), `view(SELECT ${content()} AS b)`),
      () => call(pick(["cluster", "clusterAllReplicas"]), text("default"), `view(SELECT ${content()} AS b)`),
      () => call(pick(["merge", "loop", "dictionary", "input", "hdfs", "redis"]), paths()),
      ...Array.from({ length: 10 }, (): Make => () => structured("values", "(1)")),
      () => structured("values", "(1)", "(2)"),
      () => structured("values", "1"),
      () => structured("VALUES", "(1)"),
      () => structured("null"),
      () => structured("input"),
      () => structured("generateRandom", "1", "10", "2"),
      () => structured("mongodb", text("127.0.0.1:9"), text("d"), text("t")),
      () => call("format", pick(["TSV", "CSV", "JSONEachRow"]), text(structure(0)), "$$1$$"),
      () => call("format", pick(formats), text(path)),
      () => call("values", `${text("b String")}, (${content()})`),
      () => call("values", text("b String"), `tuple(${content()})`),
      () => `(VALUES (${content()}))`,
      () => call("numbers", `length(${content()})`),
      () => call("generate_series", "1", `length(${content()})`),
      () => call("view", `SELECT ${content()} AS b`),
      () => call("viewIfPermitted", `SELECT ${content()} AS b ELSE null(${text(structure(0))})`),
      () => call("viewExplain", text("EXPLAIN QUERY TREE"), "''", `(SELECT ${content()})`),
      () => call("fuzzQuery", text(`SELECT file('${path}')`)),
      () => call("fuzzJSON", text("c"), content()),
      () => call("eval", text(`SELECT file('${path}') AS b`)),
      () => call("pv", `p = ${content()}`),
      () => call("spans", `p = ${content()}`),
      () => `(SELECT ${content()} AS b)`,
      () => `(EXPLAIN ${pick(explains)} SELECT ${content()})`,
      () => `(FROM ${depth > 1 ? "numbers(1)" : source(depth + 1)} SELECT *)`,
      () => `'${path}'`,
      () => `\`${path}\``,
      () => `INFILE '${path}'`,
      () =>
        `system.${pick(["users", "settings", "processes", "stack_trace", "zookeeper", "tables", "text_log"])}`,
    ]);
  };

  // What makes an engine say the content in an error, or in a name or a type.
  const shown = (value: string): string =>
    make([
      ...Array.from({ length: 12 }, (): Make => () => value),
      () =>
        `${pick(["toUInt8", "toDate", "toInt64", "toDateTime", "toUUID", "toIPv4", "toFloat64"])}(${value})`,
      () =>
        `CAST(${value} AS ${pick(["UInt8", "Date", "Enum8('a' = 1)", "IPv4", "Array(UInt8)", "Map(String, UInt8)", "JSON", "Tuple(a UInt8)"])})`,
      () => `(${value})::${pick(["UInt8", "Date", "UUID", "Decimal(9, 2)", "Bool"])}`,
      () => `CAST(1, ${value})`,
      () => `throwIf(1, ${value})`,
      () => `toTypeName(${value})`,
      () => `getSetting(${value})`,
      () => `dictGet(${value}, 'a', 1)`,
      () => `joinGet(${value}, 'a', 1)`,
      () => `formatQuery(${value})`,
      () => `parseDateTime(${value}, '%Y')`,
      () => `parseDateTimeBestEffort(${value})`,
      () => `JSONExtract(${value}, 'Tuple(a UInt8)')`,
      () => `JSONExtract('{}', ${value})`,
      () => `extractAll('a', ${value})`,
      () => `match('a', concat('(', ${value}))`,
      () => `toTimeZone(now(), ${value})`,
      () => `formatDateTime(now(), '%Y', ${value})`,
      () => `dateDiff(${value}, now(), now())`,
      () => `evalMLMethod(${value})`,
      () => `hasColumnInTable('telltale', 'spans', ${value})`,
      () => `geohashDecode(${value}).1 / 0`,
      () => `accurateCast(${value}, 'UInt8')`,
      () => `tuple(${value}).nothing`,
      () => `map(${value}, 1)[1]`,
      () => `quantile(${value})(1)`,
      () => `groupArray(${value})`,
      () => `hex(${value})`,
      () => `base64Encode(${value})`,
      () => `substring(${value}, 1, 5)`,
      () => `cityHash64(${value})`,
      () => `printf(${value}, 1)`,
      () => `position(${value}, 'a')`,
      () => `countIf(length(${value}) > 0)`,
      () => `sleep(length(${value}) / 1000)`,
      () => `arrayJoin(splitByChar('\\n', ${value}))`,
    ]);

  const value: Make = () => shown(content());

  // A whole query around an expression.
  const around = (expression: string): string => {
    const name = fresh();
    return make([
      ...Array.from({ length: 8 }, (): Make => () => `SELECT ${expression} AS ${name}`),
      () => `SELECT${space()}${expression}`,
      () => `SELECT ${expression} AS ${name}, nothing_like_it`,
      () => `SELECT count() FROM spans WHERE ${expression} != ''`,
      () => `SELECT name FROM spans PREWHERE length(${expression}) > 0`,
      () => `SELECT count() FROM spans GROUP BY ${expression}`,
      () => `SELECT count() FROM spans HAVING ${expression} = ''`,
      () => `SELECT name FROM spans QUALIFY ${expression} = ''`,
      () => `SELECT 1 ORDER BY ${expression}`,
      () => `SELECT 1 ORDER BY 1 WITH FILL FROM ${expression}`,
      () => `SELECT 1 AS ${name} ORDER BY ${name} WITH FILL INTERPOLATE (${name} AS ${expression})`,
      () => `SELECT name FROM spans LIMIT ${expression}`,
      () => `SELECT name FROM spans LIMIT 1 BY ${expression}`,
      () => `SELECT 1 OFFSET ${expression}`,
      () => `SELECT name FROM spans SAMPLE ${expression}`,
      () => `WITH ${expression} AS ${name} SELECT ${name}`,
      () => `WITH ${name} AS (SELECT ${expression}) SELECT * FROM ${name}`,
      () =>
        `WITH RECURSIVE ${name} AS (SELECT ${expression} AS f UNION ALL SELECT f FROM ${name} WHERE 0) SELECT * FROM ${name}`,
      () => `WITH (SELECT ${expression}) AS ${name} SELECT ${name}`,
      () => `SELECT (SELECT ${expression})`,
      () => `SELECT 'x' IN (SELECT ${expression})`,
      () => `SELECT 'x' IN (${expression})`,
      () => `SELECT EXISTS(SELECT ${expression})`,
      () => `SELECT * FROM (SELECT ${expression}) AS ${name}`,
      () => `SELECT * FROM spans AS s JOIN (SELECT ${expression} AS f) AS t ON s.name = t.f`,
      () => `SELECT * FROM spans AS s JOIN spans AS t ON ${expression} = s.name LIMIT 1`,
      () => `SELECT ${name} FROM spans ARRAY JOIN [${expression}] AS ${name} LIMIT 1`,
      () => `SELECT * REPLACE(${expression} AS a) FROM (SELECT '' AS a)`,
      () => `SELECT sum(length(${expression})) OVER (ORDER BY 1)`,
      () => `SELECT sum(1) OVER (PARTITION BY ${expression})`,
      () => `SELECT sum(1) OVER w FROM numbers(2) WINDOW w AS (ORDER BY ${expression})`,
      () => `SELECT 1 UNION ALL SELECT ${expression}`,
      () => `SELECT ${expression} INTERSECT SELECT ${expression}`,
      () => `SELECT arrayMap(${name} -> ${expression}, [1])`,
      () => `SELECT (${name} -> ${expression})(1)`,
      () => `FROM numbers(1) SELECT ${expression}`,
      () => `(SELECT ${expression})`,
    ]);
  };

  // Calls without a parenthesis behind the name.
  const applied: Make = () => {
    const name = named("file");
    const of = pick([
      `*`,
      `COLUMNS('p')`,
      `COLUMNS(p)`,
      `t.*`,
      `* EXCEPT q`,
      `t.COLUMNS('.')`,
      `COLUMNS('p') EXCEPT STRICT q`,
    ]);
    const how = make([
      () => `APPLY(${name})`,
      () => `APPLY ${name}`,
      () => `APPLY(z -> ${call("file", "z")})`,
      () => `APPLY(toString) APPLY(${name})`,
      () => `APPLY(${name}) APPLY(toUInt8)`,
      () => `APPLY(sleep)`,
      () => `APPLY(${pick(["sleepEachRow", "throwIf", "getSetting", "getMacro", "hostName", "eval"])})`,
      () => `APPLY(quantile(${content()}))`,
      () => `REPLACE(${call("file", "p")} AS p)`,
    ]);
    return `SELECT ${of} ${how} FROM (SELECT ${paths()} AS p, 1 AS q) AS t`;
  };

  const fromSource: Make = () => {
    const from = source(0);
    return make([
      () => `SELECT * FROM ${from}`,
      () => `SELECT b FROM ${from}`,
      () => `SELECT b FROM ${from}`,
      () => `SELECT b FROM ${from}`,
      () => `SELECT c FROM ${from}`,
      () => `SELECT ${shown("b")} FROM ${from}`,
      () => `SELECT ${shown("b")} FROM ${from}`,
      () => `SELECT COLUMNS('b') FROM ${from}`,
      () => `SELECT count() FROM ${from} WHERE b = ''`,
      () => `SELECT b FROM (SELECT b FROM ${from})`,
      () => `SELECT (SELECT b FROM ${from})`,
      () => `SELECT 1 IN (SELECT b FROM ${from})`,
      () => `SELECT b FROM spans, ${from} LIMIT 1`,
      () => `SELECT b FROM numbers(1) AS n CROSS JOIN ${from} AS t`,
      () => `SELECT * FROM spans AS s LEFT JOIN ${from} AS t ON s.name = t.b LIMIT 1`,
      () => `WITH t AS (SELECT b FROM ${from}) SELECT * FROM t`,
      () => `WITH t AS (SELECT b FROM ${from}) SELECT 'x' IN t`,
      () => `SELECT arrayJoin((SELECT groupArray(b) FROM ${from}))`,
      () => `FROM ${from} SELECT b`,
      () => `SELECT b FROM ${from} UNION ALL SELECT name FROM spans`,
      () => `SELECT b FROM ${from} ORDER BY b WITH FILL`,
      () => `DESCRIBE TABLE ${from}`,
      () => `DESC ${from}`,
      () => `DESCRIBE (SELECT b FROM ${from})`,
      () => `SELECT * FROM view(SELECT b FROM ${from})`,
    ]);
  };

  const settings: Make = () => {
    const setting = pick([
      `format_schema = '${path}'`,
      `format_schema_source = 'file', format_schema = '${path}:Message'`,
      `format_schema_source = 'query', format_schema = 'SELECT file(''${path}'')'`,
      `format_template_row = '${path}'`,
      `format_template_resultset = '${path}'`,
      `format_regexp = '(.*)'`,
      `additional_result_filter = 'throwIf(1, file(''${path}''))'`,
      `additional_table_filters = {'spans': 'throwIf(1, file(''${path}''))'}`,
      `allow_introspection_functions = 1`,
      `readonly = 0`,
      `log_comment = '${path}'`,
      `dialect = 'prql'`,
      `http_response_headers = {'x-a': '${path}'}`,
      `send_logs_level = 'trace'`,
      `output_format_schema = '${path}'`,
      `schema_inference_hints = 'b String ALIAS file(''${path}'')'`,
      `use_structure_from_insertion_table_in_table_functions = 1`,
      `insert_deduplication_token = '${path}'`,
    ]);
    return `${pick(["SETTINGS", "settings", "SETTINGS/**/"])} ${setting}`;
  };

  const suffix: Make = () =>
    make([
      () => ` ${settings()}`,
      () => ` FORMAT ${pick(["Template", "Protobuf", "CapnProto", "Avro", "Pretty", "TSVRaw"])}`,
      () => ` FORMAT ${pick(["Template", "Protobuf"])} ${settings()}`,
      () => ` INTO OUTFILE '${path}.out'`,
      () => ` LIMIT 1 WITH TIES`,
      () => ` -- ${path}\n`,
      () => `;`,
      () => `; SELECT file('${path}')`,
      () => ` UNION ALL SELECT file('${path}')`,
    ]);

  const statement: Make = () =>
    make([
      () => `CREATE VIEW pv AS SELECT file({p:String})`,
      () => `CREATE TABLE t (b String DEFAULT file('${path}')) ENGINE = Memory`,
      () => `CREATE TEMPORARY TABLE t AS SELECT ${content()}`,
      () =>
        `CREATE DICTIONARY d (a UInt8, b String) PRIMARY KEY a SOURCE(FILE(PATH '${path}' FORMAT 'TSV')) LAYOUT(FLAT()) LIFETIME(1)`,
      () => `CREATE FUNCTION f AS (p) -> file(p)`,
      () => `CREATE NAMED COLLECTION c AS path = '${path}'`,
      () => `INSERT INTO spans (name) SELECT ${content()}`,
      () => `INSERT INTO FUNCTION ${source(1)} SELECT 1`,
      () => `SET format_schema = '${path}'`,
      () => `EXECUTE AS writer SELECT ${content()}`,
      () => `BACKUP TABLE spans TO File('${path}.b')`,
      () => `SHOW CREATE TABLE ${source(1)}`,
      () => `SELECT 1 PARALLEL WITH SELECT ${content()}`,
      () => `ATTACH TABLE t FROM '${path}' (b String) ENGINE = File(TSV)`,
    ]);

  const explains = [
    "",
    "AST",
    "SYNTAX",
    "SYNTAX oneline = 1",
    "SYNTAX run_query_tree_passes = 1",
    "QUERY TREE",
    "QUERY TREE run_passes = 1, dump_ast = 1",
    "PLAN actions = 1",
    "PLAN json = 1",
    "indexes = 1",
    "PIPELINE",
    "PIPELINE graph = 1",
    "ESTIMATE",
    "ANALYZE",
  ];

  const plain: Make = () =>
    make([() => around(value()), () => around(value()), fromSource, fromSource, fromSource, applied]);

  return () => {
    const query = chance(0.04) ? statement() : plain();
    const begun = chance(0.12) ? `EXPLAIN ${pick(explains)} ${query}` : query;
    const padded = chance(0.08) ? `${space()}${begun}` : begun;
    return chance(0.12) ? `${padded}${suffix()}` : padded;
  };
}

/** Whether the content is in `answer`: as it is, or as one of the spellings that the queries ask for. */
export function showsCanary(answer: string, canary: string): boolean {
  const lower = answer.toLowerCase();
  const bytes = Buffer.from(canary);
  const spellings = [
    canary.slice(0, 5),
    canary.slice(-5),
    [...canary].toReversed().join(""),
    bytes.toString("hex").slice(2, -2),
    bytes.toString("base64").slice(0, 8),
  ];
  return spellings.some((spelling) => lower.includes(spelling.toLowerCase()));
}
