// ClickHouse's dialect, and completion of more than columns after a dot.
import { type Completion, completeFromList, type CompletionSource } from "@codemirror/autocomplete";
import { SQLDialect } from "@codemirror/lang-sql";
import type { SqlTable } from "contract";

const keywords = `
  select distinct from where prewhere group by order having limit offset with as union all any asof join left right full inner outer cross
  semi anti on using array in not and or is null like ilike between case when then else end asc desc final sample settings interval
  rollup cube totals window over partition rows range unbounded preceding following current row explain describe table qualify
  exists global format fill step to intersect except recursive`;
const types = `
  int8 int16 int32 int64 uint8 uint16 uint32 uint64 float32 float64 string fixedstring bool date datetime datetime64 decimal array map tuple
  nullable lowcardinality second minute hour day week month quarter year`;

export const clickHouse: SQLDialect = SQLDialect.define({
  keywords: keywords.trim().replaceAll(/\s+/g, " "),
  types: types.trim().replaceAll(/\s+/g, " "),
  builtin: "true false",
  backslashEscapes: true,
  identifierQuotes: '`"',
  charSetCasts: false,
  hashComments: false,
  slashComments: false,
});

/** Completes columns of the tables in the query, all tables, and functions from their second letter on. */
export function completionsOf(tables: readonly SqlTable[], functions: readonly string[]): CompletionSource {
  const named = functions.map((name): Completion => ({
    label: name,
    type: "function",
    apply: `${name}(`,
    boost: -1,
  }));
  const columns = new Map(
    tables.map(({ name, columns: own }) => [
      name,
      own.map((column): Completion => ({
        label: column.name,
        type: "property",
        detail: column.type,
        info: column.description,
        boost: 1,
      })),
    ]),
  );
  return (context) => {
    const word = context.matchBefore(/\w*/);
    if (word === null || (word.text === "" && !context.explicit)) return null;
    if (context.state.sliceDoc(word.from - 1, word.from) === ".") return null;
    const text = context.state.doc.toString();
    const used = [...columns].filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
    const offered = used.flatMap(([, own]) => own);
    const known = new Map(
      [...(word.text.length > 1 ? named : []), ...offered].map((one) => [one.label, one]),
    );
    return completeFromList([...known.values()])(context);
  };
}
