// The attributes of a series: a list to read and, computed on first use, the bytes of a point.
import { ByteWriter } from "otlp";
import { type AttributeList, noLimits, setAllIn } from "../attributes/attribute-list.ts";
import { writeList } from "../encode/encode.ts";
import { redactList } from "../redaction/redaction.ts";

/** Immutable attributes, redacted before. */
export class AttributeSet {
  /** Keys at even, values at odd places. */
  readonly list: Readonly<AttributeList>;
  #field = 0;
  #bytes: Uint8Array | undefined = undefined;

  constructor(list: Readonly<AttributeList>) {
    this.list = list;
  }

  /** Every attribute as a `KeyValue` in `field`. */
  encoded(field: number): Uint8Array {
    if (this.#bytes === undefined || this.#field !== field) {
      const writer = new ByteWriter(64);
      writeList(writer, field, this.list);
      this.#bytes = writer.finish();
      this.#field = field;
    }
    return this.#bytes;
  }
}

/** No attributes. */
export const noAttributes: AttributeSet = new AttributeSet([]);

/** The own fields of `attributes` as they will leave: converted and redacted. Never throws. */
export function toAttributeSet(attributes: object | undefined): AttributeSet {
  if (attributes === undefined || attributes === null) return noAttributes;
  const list: AttributeList = [];
  // metrics know no limit of attributes (specification: attribute limits are for spans and records)
  setAllIn(list, attributes, noLimits);
  return list.length === 0 ? noAttributes : new AttributeSet(redactList(list));
}
