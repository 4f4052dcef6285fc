/** An amount as it is typed: `1250`, `1,250`, `1,250.50` or `1250,5`. A comma that groups no thousands is a decimal one: `0,500`. */
export function readAmount(text: string): number | undefined {
  const typed = text.trim();
  const isGrouped = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(typed);
  const plain = isGrouped ? typed.replaceAll(",", "") : typed.replace(",", ".");
  const number = typed === "" ? Number.NaN : Number(plain);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}
