// The condition that an attribute adds to the filter bar.

const mostCharacters = 200;

/** `user.tier=gold`; `undefined` for a value that is too long for a condition, or has several lines. */
export function attributeFilter(name: string, text: string): string | undefined {
  return text.length <= mostCharacters && !text.includes("\n") ? `${name}=${text}` : undefined;
}
