// Limits of comparisons. Without schemas: the page bundles it.

/** So many rows of a side are compared, the most frequent. */
export const maxComparedOperations = 2000;
export const maxComparedErrors = 1000;
export const maxComparedMetrics = 1000;
