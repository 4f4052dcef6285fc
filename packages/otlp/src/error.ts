// The error that every decoder throws on input that it cannot read.

/** Why a message was rejected. Codes are stable; texts may change. */
export type OtlpErrorCode =
  /** The bytes end inside a field, or a length claims more than is left. */
  | "OTLP_TRUNCATED"
  /** The bytes break the protobuf wire format or give a known field the wrong type. */
  | "OTLP_MALFORMED"
  /** The text is not JSON, or a known field has the wrong JSON type. */
  | "OTLP_JSON"
  /** Values are nested deeper than `MAX_DEPTH`. */
  | "OTLP_TOO_DEEP"
  /** The message would need far more memory than its own size. */
  | "OTLP_TOO_DENSE";

/**
 * Input that is not a valid OTLP message. Decoders throw nothing else; encoders only for values nested too deep.
 *
 * @example
 * ```ts
 * import { decodeTraces, OtlpError } from "otlp";
 *
 * let code = "";
 * try {
 *   decodeTraces(Uint8Array.of(0x0a, 0x7f));
 * } catch (error) {
 *   if (error instanceof OtlpError) code = error.code;
 * }
 * code; // => "OTLP_TRUNCATED"
 * ```
 */
export class OtlpError extends Error {
  override readonly name: string = "OtlpError";
  readonly code: OtlpErrorCode;

  constructor(code: OtlpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
