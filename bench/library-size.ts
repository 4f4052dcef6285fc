// How much is installed?
import { answer } from "./figure.ts";
import { installPacked, installRival, sizeOf } from "./installation.ts";

const api = "@opentelemetry/api";
const packed = installPacked();
const ours = sizeOf(packed.folder, api);
packed.remove();

const sides = [
  { name: "telltale", ...ours },
  { name: "stock SDK 2.12 (sdk-node)", ...sizeOf(installRival("sdk-node-2"), api) },
];
if (ours.bytes === 0) throw new Error("Cannot trust the figures: nothing was installed");

answer({
  question: "Size of what is installed",
  method:
    "Packed and installed by npm into an empty folder with all dependencies; bytes of all files, those of @opentelemetry/api, which every side needs, apart.",
  figures: sides.flatMap(({ name, packages, bytes }) => [
    { name: `${name}: besides @opentelemetry/api`, value: bytes / 1e6, unit: "MB" },
    { name: `${name}: packages, @opentelemetry/api among them`, value: packages, unit: "packages" },
  ]),
});
