/** The id of the filter bar's input, which `/` focuses from anywhere. */
export const filterInputId = "filter-input";
