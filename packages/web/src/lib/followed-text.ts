// The text of a field that is also in the address, which has it some time after it was typed.

export interface FollowedText {
  /** What the field shows. */
  readonly typed: string;
  /** What the address had last. */
  readonly seen: string;
  /** What was put into the address and is not there yet, the oldest first. */
  readonly sent: readonly string[];
}

/** What was put into the address last. */
function lastOf({ sent, seen }: FollowedText): string {
  return sent.at(-1) ?? seen;
}

/** The same when the address has `value`. An own text that arrives late does not undo what was typed since; another one replaces it. */
export function followAddress(text: FollowedText, value: string): FollowedText {
  // the router may have left out those before the last one
  if (value === lastOf(text)) return text.sent.length === 0 ? text : { ...text, seen: value, sent: [] };
  if (value === text.seen) return text;
  const at = text.sent.indexOf(value);
  return at === -1
    ? { typed: value, seen: value, sent: [] }
    : { ...text, seen: value, sent: text.sent.slice(at + 1) };
}

/** What is put into the address: what the field shows, unless that was put there last. */
export function textToSend(text: FollowedText, toValue: (typed: string) => string): string | undefined {
  const next = toValue(text.typed);
  return next === lastOf(text) ? undefined : next;
}
