// What a key does on a page.

/** Runs the action of the key. An action returns whether it did something; then the browser does nothing with the key. */
export function pressKey(
  event: Pick<KeyboardEvent, "key" | "preventDefault">,
  actionOf: (key: string) => (() => boolean) | undefined,
): void {
  if (actionOf(event.key)?.() === true) event.preventDefault();
}
