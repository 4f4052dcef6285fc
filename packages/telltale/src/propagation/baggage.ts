// placeholder
import { baggageEntryMetadataFromString, type BaggageEntryMetadata } from "@opentelemetry/api";
export function carriedKey(value: unknown): BaggageEntryMetadata {
  return baggageEntryMetadataFromString(`tt=${typeof value}`);
}
