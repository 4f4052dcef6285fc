// People of records: 0 where none of the records names one means "not recorded", which pages write as `–`.

/** The people or sessions that the records name; `null` where they name none. */
export function knownPeople(named: number): number | null {
  return named === 0 ? null : named;
}
