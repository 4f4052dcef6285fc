/** Keys of JSON and of `key=value` whose texts say what happened. Other values are values. */
export const textKeys: ReadonlySet<string> = new Set([
  "message",
  "msg",
  "event",
  "error",
  "err",
  "action",
  "text",
]);
