// Text for a canvas, which knows no isolation: characters that turn the direction of writing would turn all that is drawn with them.

// oxlint-disable-next-line no-control-regex -- these are what is taken out
const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` without control characters: those of old terminals become spaces, those of writing direction vanish. */
export function withoutControls(text: string): string {
  return text.replaceAll(controls, (char) => (char < "\u00a0" ? " " : ""));
}
