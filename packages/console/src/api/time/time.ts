// Times as parameters of queries. Times in requests are parsed by the grammar of the contract.
export { endOfTimeNs, parseTime, toIso } from "contract";

/** Unix ns as the text of a `DateTime64(9, 'UTC')` query parameter. */
export function toSqlTime(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString();
  const fraction = (ns % 1_000_000_000n).toString().padStart(9, "0");
  return `${seconds.slice(0, 10)} ${seconds.slice(11, 19)}.${fraction}`;
}
