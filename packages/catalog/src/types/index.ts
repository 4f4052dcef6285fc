// `catalog/types`: a catalog as TypeScript declarations, with documentation comments that editors show.
export { renderTypes, type TypesOptions } from "./render-types.ts";
