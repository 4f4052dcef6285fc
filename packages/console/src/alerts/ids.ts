// Ids that are the same after a restart and in each console.
import { createHash } from "node:crypto";
import { keyOf, type Labels } from "alerts";

/** The id of an alert: a hash of its rule and group. */
export function alertIdOf(rule: string, group: Labels): string {
  return hash(`${rule}\0${keyOf(group)}`);
}

/** The id of a rule, objective or silence that is not stored: a hash of its name. */
export function namedIdOf(kind: string, name: string): string {
  return hash(`${kind}\0${name}`);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
