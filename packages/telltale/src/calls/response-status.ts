// The status of an HTTP answer, in the forms of fetch, node:http, undici, axios and got.
import { readField } from "./read-field.ts";

/** The status of `result`, a response; or of an error that carries one. */
export function statusIn(result: unknown): number | undefined {
  for (const owner of [result, readField(result, "response")]) {
    for (const key of ["status", "statusCode"]) {
      const value = readField(owner, key);
      if (typeof value === "number" && Number.isInteger(value) && value >= 100 && value <= 999) return value;
    }
  }
  return undefined;
}
