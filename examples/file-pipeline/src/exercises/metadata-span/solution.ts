// Exercise 1, solved: as the pipeline itself does it.
export { writeMetadata } from "../../write-metadata.ts";
