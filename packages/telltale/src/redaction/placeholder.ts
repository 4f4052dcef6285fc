// Placeholders in place of secrets: masks, variables, parameters of SQL, words for an absent value.

const masks =
  /^(?:[*x•.#?_-]+|\[redacted\b.*|[[(]?(?:filtered|hidden|redacted|masked)[\])]?|<[^>]*>?|\$\{.*|\$\(.*|\{\{.*|\{\w*\}?|\$\d+|\$[A-Z_]{2,}|:\w+|%s|%\w+%|@(?:p\d*|\w*pass\w*|pwd))$/is;
const nothing = new Set(["null", "nil", "none", "undefined", "true", "false", "nan"]);
/** Messages about a secret, even when quoted: `{"errors":{"password":"required"}}`. */
const messages = new Set(
  "required missing invalid incorrect expired revoked mismatch denied rejected unauthorized".split(" "),
);
/** Words about a secret after a colon, and types in its declaration. */
const spokenWords = new Set(
  (
    "yes no empty missing required optional invalid incorrect wrong expired valid changed unchanged set unset reset removed omitted string number " +
    "boolean integer text any unknown never void str int varchar bytes object function the a an is was are not must cannot should has n/a na ok " +
    "error failed denied rejected default accepted mismatch updated revoked"
  ).split(" "),
);
const longestRead = 200;

/** Whether `value` is a placeholder for a secret. `spoken`: it may be a word of prose or a declaration. */
export function isPlaceholder(value: string, spoken = false): boolean {
  if (value === "") return true;
  if (value.length < 12) {
    const word = value.toLowerCase();
    if (nothing.has(word) || messages.has(word) || (spoken && spokenWords.has(word))) return true;
  }
  return masks.test(value.length > longestRead ? value.slice(0, longestRead) : value);
}

/** Whether the secret was masked before, by a logger or an instrumentation. */
export function isMasked(value: string): boolean {
  return (
    value.length < 40 && /^(?:[*•]+|[[(<](?:filtered|hidden|masked|redacted)[\])>]|REDACTED)$/i.test(value)
  );
}
