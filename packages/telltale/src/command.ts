// What the command `telltale` does, apart from finding out which of it is wanted: loaded by bin.ts, and built with the library, whose files it
// needs anyway.
export { runDoctor } from "./doctor/doctor.ts";
export { runInstrument } from "./instrument-command/instrument.ts";
