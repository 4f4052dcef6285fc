export type { Call, CallKind, Handle } from "./call.ts";
export { libraryCall, libraryCalls } from "./library-calls.ts";
export { methodCalls } from "./method-calls.ts";
