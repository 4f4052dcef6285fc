// What filters of business records name; the fields of spans and log records: `filter.ts`.
import { businessKinds } from "./enumerations.ts";
import type { FilterField } from "./filter.ts";

const text = (key: string, about: string): FilterField => ({ key, about, kind: "text" });

/** What filters of business records name as if it were an attribute. */
export const eventFieldsByKey: ReadonlyMap<string, FilterField> = new Map(
  [
    text("name", "type of the transaction, name of the journey and the like"),
    { key: "kind", about: "of the record", kind: "choice" as const, values: businessKinds },
    text("phase", "started, step, ended and the like"),
    text("outcome", "completed, failed, abandoned"),
    text("reason", "why it failed"),
    text("step", "of the journey"),
    text("state", "of the workflow"),
    text("currency", "of the amount"),
    text("user.id", "of the person"),
    text("session.id", "of the person"),
  ].map((field) => [field.key, field]),
);
