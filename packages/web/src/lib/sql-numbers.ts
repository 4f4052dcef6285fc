// Numbers in the result of a query: how its columns of numbers are written.
import type { SqlResult } from "contract";

/** Whether a column of this type has numbers: they are aligned right. */
export const isNumeric = (type: string): boolean =>
  /^(?:(?:Nullable|LowCardinality|SimpleAggregateFunction)\((?:\w+, )?)*(?:U?Int|Float|Decimal|BFloat)/.test(
    type,
  );

/** Digits before the point: of a column whose numbers have more, thousands are separated. */
const mostDigits = 4;
/** Of a column with as many digits, which are hashes. */
const digitsOfHash = 17;

/** For each column how the text of a value is written: long numbers with separators. Those of a column of years or hashes are not. */
export function numberFormats({
  columns,
  rows,
}: Pick<SqlResult, "columns" | "rows">): readonly ((text: string) => string)[] {
  return columns.map(({ type }, at) => {
    const most = isNumeric(type) ? rows.reduce((so, row) => Math.max(so, digitsOf(row[at])), 0) : 0;
    return most > mostDigits && most < digitsOfHash ? separated : (text) => text;
  });
}

const digitsOf = (value: unknown): number => /^-?(\d+)/.exec(String(value))?.[1]?.length ?? 0;

/** `1234567.25` as `1,234,567.25`: as text, since numbers of 64 bits and more are. */
const separated = (text: string): string =>
  text.replace(/^-?\d+/, (whole) => whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ","));
