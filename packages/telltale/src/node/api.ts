// Evaluated before the library where a program imports it in a Node that cannot require ES modules (before 20.19 and 22.12): the half of
// the API that such programs use could not be found later (docs/adr/046).
import * as api from "@opentelemetry/api";

const key = Symbol.for("telltale.api.1");
const holder = globalThis as { [key: symbol]: object[] | undefined };
(holder[key] ??= []).push(api);

/** Whether the API was imported before the library. */
export const isApiImported = true;
