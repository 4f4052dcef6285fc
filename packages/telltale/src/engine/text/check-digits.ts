// Check digits: they distinguish card and account numbers from other numbers.

/** Whether `digits` pass Luhn's check (ISO/IEC 7812). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  let doubled = false;
  for (let at = digits.length - 1; at >= 0; at--) {
    const value = digits.charCodeAt(at) - 0x30;
    sum += doubled ? (value > 4 ? value * 2 - 9 : value * 2) : value;
    doubled = !doubled;
  }
  return sum % 10 === 0;
}

/** Whether `account`, an IBAN without separators, leaves 1 by 97 (ISO 13616): its first four characters at the end, letters as numbers from 10. */
export function passesMod97(account: string): boolean {
  let rest = 0;
  for (const character of account.slice(4) + account.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
