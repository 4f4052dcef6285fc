// Text for a canvas, which has no bidirectional isolation: a control character would change the direction of everything drawn with it.

// oxlint-disable-next-line no-control-regex -- these are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` without control characters: C0 and C1 controls become spaces, bidirectional controls are removed. */
export function withoutControls(text: string): string {
  return text.replaceAll(controls, (char) => (char < "\u00a0" ? " " : ""));
}
