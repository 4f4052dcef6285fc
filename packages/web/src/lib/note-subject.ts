// What a note that is written on a page is about: the thing that the page shows, else the time range.
import type { NoteKind } from "contract";

export interface NoteSubject {
  readonly kind: NoteKind;
  /** Id, fingerprint or name; empty for a time range. */
  readonly subject: string;
}

const things: Readonly<Record<string, NoteKind>> = {
  traces: "trace",
  errors: "error",
  funnels: "funnel",
  dashboards: "dashboard",
};

/** Pages without a time: notes on them would be about nothing. */
const timeless = /^\/(?:settings|sampling|sql|import|catalog|alerts\/(?:rules|silences|channels))(?:\/|$)/;

/** The subject of the page at `pathname`; `undefined` for pages without a time. */
export function subjectOf(pathname: string): NoteSubject | undefined {
  if (timeless.test(pathname)) return undefined;
  const [, first = "", name = "", ...below] = pathname.split("/");
  const kind = things[first];
  if (kind === undefined || name === "" || below.length > 0) return { kind: "range", subject: "" };
  return { kind, subject: decoded(name) };
}

/** `search` of an address with both ends of its range fixed, so that a link shows the same time later. */
export function withFixedRange(search: string, fromMs: number, toMs: number): string {
  const params = new URLSearchParams(search);
  params.set("from", new Date(fromMs).toISOString());
  params.set("to", new Date(toMs).toISOString());
  return `?${params.toString()}`;
}

/** `name` without the escapes of an address; a damaged one as it is. */
export function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
