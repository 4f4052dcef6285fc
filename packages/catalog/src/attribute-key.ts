// What the key of an attribute says about its values: whether they are secret, personal, or too many for a metric. The checks of a catalog,
// the lint rules and the proposed declarations ask here, so that they agree. What a catalog declares has priority over the key.
import type { CardinalityClass, Sensitivity } from "./declaration.ts";
import { kindOfName, normalName } from "./sensitive-name.ts";

/** What a catalog declares about the values of an attribute. A declaration lists them in `type`, a resolved attribute in `members`. */
export interface DeclaredValues {
  readonly type?: unknown;
  readonly members?: readonly unknown[] | undefined;
  readonly cardinality?: CardinalityClass | undefined;
  readonly sensitivity?: Sensitivity | undefined;
}

/** What kind of secret the values of `key` are; undefined when they are not secret. */
export function secretKind(key: string, declared: DeclaredValues = {}): string | undefined {
  if (declared.sensitivity === "secret") return "declared in the catalog";
  if (declared.sensitivity !== undefined || declared.type === "boolean") return undefined;
  return kindOfName(key);
}

const personalEnding =
  /(?:^|_)(?:e?_?mail|phone|mobile|telephone|(?:first|last|full)_name|surname|birthday|birth_date|date_of_birth|address|postal_code|zip_code|passport|gender|ip|latitude|longitude|(?:user|customer|person|patient|subject|session)_id)$/;

/** Addresses of machines: not of persons, and few enough that the semantic conventions put them on metrics. */
const machineAddresses = new Set(["server.address", "network.local.address", "hw.network.physical_address"]);

/** Whether the values of `key` are data of a person. */
export function isPersonal(key: string, { sensitivity }: DeclaredValues = {}): boolean {
  if (sensitivity !== undefined) return sensitivity === "personal";
  return personalEnding.test(normalName(key)) && !machineAddresses.has(key);
}

/** Things with an id each, of which there are ever more: customers, orders, and what runs the code. */
const endlessThings = new Set(
  (
    "user customer client visitor session request trace span order cart basket payment invoice transaction account message correlation " +
    "device event job task person patient subject member subscriber enduser purchase booking ticket shipment parcel document file upload " +
    "conversation chat comment post article connection socket card email mail visit row record run execution attempt idempotency " +
    "invocation response crash installation host container pod process thread instance"
  ).split(" "),
);
/** Last words of keys whose values rarely repeat. */
const endlessWords = new Set(
  "uuid guid timestamp nonce url uri href path query email phone address ip traceparent stack stacktrace hash".split(
    " ",
  ),
);
const endlessKeys = new Set(
  (
    "url.full url.original url.fragment http.target client.port network.peer.port source.port destination.port user_agent.original " +
    "exception.message error.message db.query.text db.statement user.name user.full_name session.previous_id process.pid order.number " +
    "invoice.number http.request.body.size http.response.body.size http.request.header http.response.header"
  ).split(" "),
);
/** Whether `key` has too many values for an attribute of a metric, of which each set of values is a series. */
export function hasManyValues(key: string, declared: DeclaredValues = {}): boolean {
  const { cardinality } = declared;
  if (cardinality !== undefined) return cardinality === "high" || cardinality === "unbounded";
  return !isEnumerated(declared) && isEndless(key);
}

/** Whether a declaration says that the values are few. */
export function hasFewValues(declared: DeclaredValues): boolean {
  return declared.cardinality === "low" || declared.cardinality === "medium" || isEnumerated(declared);
}

function isEnumerated({ type, members }: DeclaredValues): boolean {
  return type === "boolean" || Array.isArray(type) || members !== undefined;
}

function isEndless(key: string): boolean {
  if (machineAddresses.has(key)) return false;
  if (endlessKeys.has(key)) return true;
  const words = normalName(key)
    .split("_")
    .filter((word) => word !== "");
  const [last = "", before] = words.toReversed();
  if (endlessWords.has(last)) return true;
  return /^(?:ids?|uid)$/.test(last) && (before === undefined || endlessThings.has(before));
}
