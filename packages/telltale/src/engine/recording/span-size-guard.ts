// A span within the size guard: encoded as it is, and only where that is too large once more, with less in it. First the largest values
// are cut, then events and links go, attributes last; all is counted.
import type { ByteWriter } from "otlp";
import { report } from "../diagnostics/diagnose.ts";
import type { RecordedSpan } from "./recorded-span.ts";
import {
  addValues,
  cutLargest,
  dropLargest,
  maxRounds,
  type LargeValue,
  sizeOfList,
  takeLargest,
} from "../attributes/size-guard.ts";

/** Writes `span` by `encode`, in at most `most` bytes. */
export function encodeSpanWithin(
  writer: ByteWriter,
  span: RecordedSpan,
  most: number,
  encode: (writer: ByteWriter, span: RecordedSpan) => void,
): void {
  const before = writer.length;
  encode(writer, span);
  const size = writer.length - before;
  if (size <= most) return;
  report("span_shed", `\`${span.name.slice(0, 64)}\` has ${size} bytes, ${most} at most`);
  for (let round = 0; round < maxRounds && writer.length - before > most; round++) {
    shedSpan(span, writer.length - before - most + 16);
    writer.truncate(before);
    encode(writer, span);
  }
}

/** Takes about `excess` bytes off `span`, at least. */
function shedSpan(span: RecordedSpan, excess: number): void {
  let rest = cutLargest(placesOf(span), excess);
  if (rest > 0 && span.events !== undefined) {
    const before = span.events.length;
    rest = takeLargest(span.events, (event) => 32 + event.name.length + sizeOfList(event.attributes), rest);
    span.droppedEvents += before - span.events.length;
  }
  if (rest > 0 && span.links !== undefined) {
    const before = span.links.length;
    rest = takeLargest(span.links, (link) => 48 + sizeOfList(link.attributes), rest);
    span.droppedLinks += before - span.links.length;
  }
  if (rest > 0) span.droppedAttributes += dropLargest(span.own, rest, 0);
}

function placesOf(span: RecordedSpan): LargeValue[] {
  const places: LargeValue[] = [
    { name: "name", value: span.name, put: (text) => void (span.name = text) },
    { name: "status message", value: span.statusMessage, put: (text) => void (span.statusMessage = text) },
  ];
  addValues(places, span.own, 0);
  for (const event of span.events ?? []) addValues(places, event.attributes, 0);
  for (const link of span.links ?? []) addValues(places, link.attributes, 0);
  return places;
}
