// Where a text was removed: without a semicolon there, the statement before could go on with the one after it.

/** Marks the place until the whole text is known. */
export const seam = "$telltale_seam$";

/** Blanks, line ends and comments. */
export const blank = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/;

/** Replaces each seam by nothing, or by the `;` that keeps the statements apart. */
export function closeSeams(text: string): string {
  const [first = "", ...others] = text.split(seam);
  const parts = [first];
  let before = first;
  for (const [index, part] of others.entries()) {
    // what follows may itself begin with seams
    const after = part.trim() === "" ? others.slice(index).join("") : part;
    const semicolon = part.trim() === "" && index < others.length - 1 ? "" : semicolonBetween(before, after);
    const at = semicolon === "" ? 0 : blank.exec(part)![0].length;
    const closed = `${part.slice(0, at)}${semicolon}${part.slice(at)}`;
    parts.push(closed);
    before = closed.trim() === "" ? before + closed : closed;
  }
  return parts.join("");
}

/** `;` where `after` would be read as the rest of the statement that `before` ends with. A needless one changes nothing. */
function semicolonBetween(before: string, after: string): ";" | "" {
  const skipped = blank.exec(after)![0];
  const next = after[skipped.length] ?? "}";
  const isSeparate = skipped.includes("\n") || /\n\s*$/.test(before) || next === "}";
  if (isSeparate && !/[[(`+\-/<]/.test(next)) return "";
  return isTerminated(before) ? "" : ";";
}

function isTerminated(before: string): boolean {
  const kept = before.trimEnd();
  const lastLine = kept.slice(kept.lastIndexOf("\n") + 1);
  return kept === "" || (/[;{]$/.test(kept) && !/\/\/|\*\//.test(lastLine));
}
