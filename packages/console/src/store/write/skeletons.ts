// The skeletons of log records, found while records are added: at most so many different ones in an hour.
import { plainText } from "../native/typed-json.ts";
import { createSkeletonCache } from "../../patterns/skeleton-cache.ts";
import { overflow } from "../../patterns/overflow.ts";
import type { LogRow } from "../rows.ts";

/** The skeleton of a record. */
export type SkeletonOf = (row: LogRow) => string;

/** Different skeletons of a tenant in an hour, events by their names; from then on new ones are `…`. */
const mostAnHour = 5_000;
const hourMs = 3_600_000;

export function createSkeletons(nowMs: () => number, most: number = mostAnHour): SkeletonOf {
  const readText = createSkeletonCache();
  const byTenant = new Map<string, Map<string, string>>();
  let hour = 0;

  /** The skeleton, or `…` where it is one too many. */
  function admit(tenant: string, name: string, skeleton: string): string {
    const now = Math.floor(nowMs() / hourMs);
    if (now !== hour) {
      byTenant.clear();
      hour = now;
    }
    let known = byTenant.get(tenant);
    if (known === undefined) byTenant.set(tenant, (known = new Map()));
    const key = name === "" ? skeleton : `${name}\n${skeleton}`;
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size >= most) return overflow;
    known.set(key, skeleton);
    return skeleton;
  }

  return ({ body, eventName, resource, attributes }) => {
    if (eventName.startsWith("telltale.")) return "";
    const text = plainText(body);
    return admit(resource.tenant, eventName, readText(text === "" ? exceptionText(attributes) : text));
  };
}

/** A record of an exception says in attributes what happened. */
function exceptionText(attributes: LogRow["attributes"]): string {
  const type = attributes.get("exception.type");
  if (typeof type !== "string") return "";
  const message = attributes.get("exception.message");
  return typeof message === "string" ? `${type}: ${message}` : type;
}
