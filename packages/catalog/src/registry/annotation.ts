// What OpenTelemetry's format cannot express is in the annotation `telltale` of a definition. It holds only the difference: what a reader
// without the annotation would get wrong.
import type { CatalogDeclaration } from "../declaration.ts";
import { isEntry } from "./registry.ts";

/** Lists of a catalog declaration. */
export type OwnKind =
  | "attributes"
  | "entities"
  | "spans"
  | "metrics"
  | "logs"
  | "events"
  | "errors"
  | "transactions"
  | "journeys"
  | "workflows";

export interface OwnAnnotation {
  /** The list of the catalog that the definition belongs to, when its section does not say it. */
  readonly kind?: OwnKind | undefined;
  /** Its name in the catalog, when it differs. */
  readonly name?: string | undefined;
  /** Fields of the declaration that differ from what the definition says. */
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  /** Fields that the format requires and the declaration does not have. */
  readonly unset?: readonly string[] | undefined;
  /** Fields of the whole catalog: of one attribute group. */
  readonly catalog?: Record<string, unknown> | undefined;
}

/** The annotation of a definition, if it has one. */
export function catalogAnnotation(entry: Readonly<Record<string, unknown>>): OwnAnnotation | undefined {
  const annotations = entry["annotations"];
  const own = isEntry(annotations) ? annotations["telltale"] : undefined;
  return isEntry(own) ? (own as OwnAnnotation) : undefined;
}

/** Returns `thing` with what its annotation changes. */
export function applyAnnotation(thing: object, annotation: OwnAnnotation | undefined): object {
  if (annotation === undefined) return thing;
  const changed: Record<string, unknown> = { ...thing };
  for (const key of Array.isArray(annotation.unset) ? annotation.unset : []) delete changed[key];
  return Object.assign(changed, isEntry(annotation.set) ? annotation.set : {});
}

/** Returns what an annotation must hold, so that {@link applyAnnotation} makes `wanted` of `read`. */
export function difference(read: object, wanted: object): Pick<OwnAnnotation, "set" | "unset"> {
  const before = read as Readonly<Record<string, unknown>>;
  const after = Object.entries(wanted).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(after.filter(([key, value]) => !isEqual(before[key], value)));
  const unset = Object.keys(before).filter((key) => (wanted as typeof before)[key] === undefined);
  return {
    ...(Object.keys(set).length > 0 ? { set } : {}),
    ...(unset.length > 0 ? { unset } : {}),
  };
}

/** Whether two values of JSON are the same. The order of keys does not matter. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((value, index) => isEqual(value, right[index]))
    );
  }
  if (!isEntry(left) || !isEntry(right)) return false;
  const keys = Object.keys(left).filter((key) => left[key] !== undefined);
  return (
    keys.length === Object.keys(right).filter((key) => right[key] !== undefined).length &&
    keys.every((key) => key in right && isEqual(left[key], right[key]))
  );
}

/** Parts of a catalog that are in the annotation of its own group: they describe no telemetry. */
export const catalogParts: readonly (keyof CatalogDeclaration)[] = ["alerts", "objectives", "dashboards"];
