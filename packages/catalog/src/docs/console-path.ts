// Where the console shows a thing.
import { urlPart } from "quoting/unicode";
import type { Catalog, Kind } from "../catalog.ts";

/** The address on the console's pages; undefined for what has no page. */
export function consoleAddress(
  consoleUrl: string | undefined,
  kind: Kind,
  name: string,
  catalog: Catalog,
): string | undefined {
  const path = consoleUrl === undefined ? undefined : pathOf(kind, name, catalog);
  if (path === undefined) return undefined;
  return `${consoleUrl!.replace(/\/+$/, "")}${path}`;
}

function pathOf(kind: Kind, name: string, catalog: Catalog): string | undefined {
  const part = urlPart(name);
  switch (kind) {
    case "attributes":
      return `/catalog/attribute/${part}`;
    case "metrics":
      return `/metrics/${part}`;
    case "transactions":
      return `/transactions/${part}`;
    case "workflows":
      return `/workflows/${part}`;
    case "journeys":
      return catalog.journeys.some((one) => one.name === name && one.ordered)
        ? `/funnels/${part}`
        : `/journeys/${part}`;
    case "spans":
      return `/traces?filter=${urlPart(`name=${JSON.stringify(name)}`)}`;
    case "events":
      return `/logs?event=${part}`;
    case "logs":
      return `/logs?text=${part}`;
    case "errors":
      return `/errors?state=all&search=${part}`;
    default:
      return undefined;
  }
}
