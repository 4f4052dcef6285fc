// Names that Telltale itself defines: no catalog has to declare them.

/** Whether Telltale's library or console defines this name or key. */
export function isOwnName(name: string): boolean {
  return name.startsWith("telltale.") || name.startsWith("weaver.");
}
