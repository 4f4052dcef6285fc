// Exceptions among log records: each gets a fingerprint, where its sender gave it none.
import type { LogRecord } from "otlp";
import { countKeys, maxKeys } from "../keys.ts";
import { textOf } from "../resource.ts";
import { boundFingerprint, fingerprintOf } from "./fingerprint.ts";

/** The name of exceptions, as events of spans and as log records. */
export const exceptionEvent = "exception";
const fingerprintKey = "telltale.error.fingerprint";

/** `record`, an exception, with the attribute `telltale.error.fingerprint`: the one it came with, shortened if it is too long, else that of its type, message and stack. */
export function withFingerprint(record: LogRecord): LogRecord {
  const { attributes } = record;
  const sent = textOf(attributes.get(fingerprintKey));
  if (sent !== "") {
    const bound = boundFingerprint(sent);
    return bound === sent
      ? record
      : { ...record, attributes: new Map([...attributes, [fingerprintKey, bound]]) };
  }
  if (countKeys(attributes) >= maxKeys) return record;
  const text = (key: string): string => textOf(attributes.get(key));
  const fault = {
    type: text("exception.type"),
    message: text("exception.message"),
    stack: text("exception.stacktrace"),
    place: `${text("code.function.name")} ${text("code.file.path")}`.trim(),
  };
  if (fault.type === "" && fault.message === "" && fault.stack === "") return record;
  return { ...record, attributes: new Map([...attributes, [fingerprintKey, fingerprintOf(fault)]]) };
}
