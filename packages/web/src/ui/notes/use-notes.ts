// Notes of a page, and notes as marks on charts: one query for all charts of a page.
import type { Note } from "contract";
import { useMemo } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useApi } from "../../data/use-api.ts";
import { subjectOf, type NoteSubject } from "../../lib/note-subject.ts";
import { formatTime } from "../../lib/time.ts";
import { useAddressPath } from "../../state/address.ts";
import { useScope } from "../../state/scope.ts";
import type { ChartMark } from "../chart-model.ts";

const noNotes: readonly Note[] = [];
/** The latest notes of a range that are read. */
const most = 100;
/** What a page lacks without them. */
const part = "notes";

/** The notes on what the open page shows; on a page of a range, those that were written there and overlap it. */
export function usePageNotes(): {
  readonly about: NoteSubject | undefined;
  readonly notes: readonly Note[];
  readonly mayAdd: boolean;
} {
  const openPath = useAddressPath();
  const { range } = useScope();
  const about = useMemo(() => subjectOf(openPath), [openPath]);
  const query =
    about?.kind === "range" ? { ...range, kind: about.kind, path: openPath } : { ...about, limit: most };
  const isFirstDataThere = useIsFirstDataThere();
  const { data } = useApi(
    "/api/notes",
    { query },
    { enabled: about !== undefined && isFirstDataThere, part },
  );
  const notes = useMemo(() => {
    // While those of this page load, the result is of the page before.
    const isHere = ({ kind, subject, path }: Note): boolean =>
      kind === about?.kind && subject === about.subject && (kind !== "range" || path === openPath);
    return (data?.items ?? noNotes).filter(isHere);
  }, [data, about, openPath]);
  return { about, notes, mayAdd: about !== undefined && data?.mayAdd === true };
}

/** All notes of the range in the address, the latest first. `undefined` while they load. */
export function useNotesOfRange(): readonly Note[] | undefined {
  const { range } = useScope();
  const enabled = useIsFirstDataThere();
  return useApi("/api/notes", { query: { ...range, limit: most } }, { enabled, part }).data?.items;
}

/** The marks of the notes of the range in the address, for charts. */
export function useNoteMarks(): readonly ChartMark[] {
  const notes = useNotesOfRange() ?? noNotes;
  return useMemo(() => noteMarks(notes), [notes]);
}

/** A mark where the time of each note begins. */
function noteMarks(notes: readonly Note[]): readonly ChartMark[] {
  return notes.map(({ from, author, text, path, search }) => ({
    timeMs: Date.parse(from),
    label: `Note of ${author}, ${formatTime(from)}: ${shortened(text)}`,
    address: path + search,
  }));
}

/** The text in one line of at most 200 characters. */
function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
