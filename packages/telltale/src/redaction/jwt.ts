// JSON web tokens: signed ones, unsigned ones and encrypted ones, RFC 7515, 7516, 7519.
import type { Finder } from "./finder.ts";

const fewestHeader = 10;
const longestHeader = 2048;

/** Finds tokens by their header, which begins with `{"`. */
export const tokens: Finder = {
  starts: ["eyJ"],
  find(text, at) {
    if (text.charCodeAt(at + 2) !== 0x4a) return undefined;
    if (isInside(text, at)) return undefined;
    const header = partEnd(text, at, longestHeader);
    if (header - at < fewestHeader || text.charCodeAt(header) !== 0x2e) return undefined;
    let end = header;
    let parts = 1;
    let filled = 1;
    while (parts < 5 && text.charCodeAt(end) === 0x2e) {
      const next = partEnd(text, end + 1);
      if (next > end + 1) filled++;
      else if (parts !== 1 && parts !== 2) break;
      end = next;
      parts++;
    }
    const claims = text.startsWith("eyJ", header + 1);
    if (filled < 2 || (!claims && (parts < 3 || filled < 3))) return undefined;
    return { start: at, end, kind: "jwt" };
  },
};

// A header inside a possible header is not read again.
function isInside(text: string, at: number): boolean {
  return isBase64Url(text.charCodeAt(at - 1)) && text.slice(Math.max(0, at - 36), at).includes("eyJ");
}

function partEnd(text: string, at: number, longest = Infinity): number {
  const most = Math.min(text.length, at + longest);
  let end = at;
  while (end < most && isBase64Url(text.charCodeAt(end))) end++;
  return end;
}

function isBase64Url(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) ||
    code === 0x2d ||
    code === 0x5f
  );
}
