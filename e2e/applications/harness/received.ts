// The receiver of the library's own tests, and what it has received.
export type { Plain } from "../../../packages/telltale/test/engine/official.ts";
export {
  attributesOf,
  hex,
  type Receiver,
  startReceiver,
} from "../../../packages/telltale/test/engine/receiver.ts";
