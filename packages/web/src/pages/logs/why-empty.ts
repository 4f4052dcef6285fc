// Why a list of log records is empty: which choices of the page and of the bar above it narrow it.
import type { Scope } from "../../state/scope-search.ts";
import type { LogsSearch } from "./search.ts";

/** The search without what narrows the list of records. */
export const withoutFilters = {
  severity: undefined,
  text: undefined,
  trace: undefined,
  span: undefined,
  event: undefined,
  pattern: undefined,
  records: undefined,
} satisfies LogsSearch;

/** Whether the page itself narrows the list. The search may have the keys of the bar, too. */
export function isNarrowed(search: LogsSearch): boolean {
  return Object.keys(withoutFilters).some((key) => search[key as keyof LogsSearch] !== undefined);
}

const list = new Intl.ListFormat("en");

export function whyEmpty(
  search: LogsSearch,
  { filters, service, environment }: Pick<Scope, "filters" | "service" | "environment">,
): string {
  const choices = [
    ...(isNarrowed(search) ? ["the filters of this page"] : []),
    ...(filters.length > 0 ? ["the conditions of the bar"] : []),
    ...(service === undefined ? [] : [`the service ${service}`]),
    ...(environment === undefined ? [] : [`the environment ${environment}`]),
  ];
  return choices.length === 0
    ? "No records were received in this range."
    : `No record in this range matches ${list.format(choices)}.`;
}
