// An answer to an earlier question stays on the page until the next one arrives. This tells them apart.

/** The answer to what is asked now; `undefined` while there is none, or only that to an earlier question. */
export function ownData<T>({
  data,
  isPlaceholderData,
}: {
  readonly data: T | undefined;
  readonly isPlaceholderData: boolean;
}): T | undefined {
  return isPlaceholderData ? undefined : data;
}
