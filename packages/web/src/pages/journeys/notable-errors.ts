/** A path on which something failed for more than this share of its visits is in the colour of errors. */
export const notableErrors = 0.05;

export const isFailing = ({
  errors,
  visits,
}: {
  readonly errors: number | null;
  readonly visits: number;
}): boolean => (errors ?? 0) > visits * notableErrors;
