// Numbers in the result of a query: how its columns of numbers are written.
import type { SqlResult } from "contract";

/** Whether a column of this type has numbers: they are aligned right. */
export const isNumeric = (type: string): boolean =>
  /^(?:(?:Nullable|LowCardinality)\()*(?:U?Int|Float|Decimal|BFloat)/.test(type);

/** Digits before the point: of a column whose numbers have more, thousands are separated. */
const mostDigits = 4;

/** For each column how the text of a value is written: long numbers with separators. Those of a column of years are not. */
export function numberFormats({
  columns,
  rows,
}: Pick<SqlResult, "columns" | "rows">): readonly ((text: string) => string)[] {
  return columns.map(({ type }, at) => {
    const isLong = isNumeric(type) && rows.some((row) => digitsOf(row[at]) > mostDigits);
    return isLong ? separated : (text) => text;
  });
}

const digitsOf = (value: unknown): number => /^-?(\d+)/.exec(String(value))?.[1]?.length ?? 0;

/** `1234567.25` as `1,234,567.25`: as text, since numbers of 64 bits and more are. */
const separated = (text: string): string =>
  text.replace(/^-?\d+/, (whole) => whole.replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ","));
